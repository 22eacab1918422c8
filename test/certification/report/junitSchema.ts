import { type Element } from './strictXml.ts';

interface Rule {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly children: readonly string[];
}

/** What junit-10.xsd of the Jenkins xUnit plugin allows, as far as a report uses it. */
const rules: Readonly<Record<string, Rule>> = {
  testsuites: { required: [], optional: ['name', 'time', 'tests', 'failures', 'errors'], children: ['testsuite'] },
  testsuite: {
    required: ['name', 'tests', 'failures', 'errors'],
    optional: ['time', 'skipped', 'timestamp'],
    children: ['properties', 'testcase'],
  },
  properties: { required: [], optional: [], children: ['property'] },
  property: { required: ['name', 'value'], optional: [], children: [] },
  testcase: { required: ['name'], optional: ['time', 'classname'], children: ['failure', 'error', 'skipped'] },
  failure: { required: [], optional: ['message', 'type'], children: [] },
  error: { required: [], optional: ['message', 'type'], children: [] },
  skipped: { required: [], optional: ['message', 'type'], children: [] },
};
const withText = ['failure', 'error', 'skipped'];

/** Every way in which the tree is not a JUnit report, the counts included. */
export function schemaErrors(element: Element): string[] {
  const rule = rules[element.name];
  if (rule === undefined) return [`<${element.name}> is not known`];
  const names = Object.keys(element.attributes);
  return [
    ...rule.required.filter((name) => !names.includes(name)).map((name) => `<${element.name}> without ${name}`),
    ...names
      .filter((name) => ![...rule.required, ...rule.optional].includes(name))
      .map((name) => `<${element.name}> with ${name}`),
    ...element.children
      .filter(({ name }) => !rule.children.includes(name))
      .map(({ name }) => `<${name}> in <${element.name}>`),
    ...(withText.includes(element.name) || element.text.trim() === '' ? [] : [`text in <${element.name}>`]),
    ...('time' in element.attributes && !/^[0-9]+\.[0-9]{3}$/u.test(element.attributes['time'])
      ? [`time ${element.attributes['time']}`]
      : []),
    ...(element.name === 'testcase' && element.children.length > 1 ? ['a testcase with two outcomes'] : []),
    ...countErrors(element),
    ...element.children.flatMap(schemaErrors),
  ];
}

const counted: Readonly<Record<string, string>> = { failures: 'failure', errors: 'error', skipped: 'skipped' };

function countErrors(element: Element): string[] {
  if (!element.name.startsWith('testsuite')) return [];
  const cases = casesOf(element);
  return Object.entries({
    tests: cases.length,
    ...Object.fromEntries(
      Object.entries(counted).map(([attribute, child]) => [
        attribute,
        cases.filter(({ children }) => children[0]?.name === child).length,
      ]),
    ),
  })
    .filter(([attribute, count]) => attribute in element.attributes && element.attributes[attribute] !== String(count))
    .map(([attribute, count]) => `${attribute} is ${element.attributes[attribute]}, counted ${count}`);
}

export function casesOf(element: Element): Element[] {
  return element.name === 'testcase' ? [element] : element.children.flatMap(casesOf);
}
