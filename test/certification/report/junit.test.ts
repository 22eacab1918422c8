import { describe, expect, it } from 'vitest';
import { junitReport } from '../../../src/certification/report/junit.ts';
import { exitCodeOf } from '../../../src/certification/verdict.ts';
import { certification, everything, failed, hostile, passed, runs } from './fixtures.ts';
import { casesOf, schemaErrors } from './junitSchema.ts';
import { type Element, parseXml } from './strictXml.ts';

const shown = (name: string): Element => parseXml(junitReport(runs[name] ?? certification([])));
const outcomes = (root: Element) =>
  Object.fromEntries(
    casesOf(root).map(({ attributes, children }) => [attributes['name'] ?? '', children[0]?.name ?? 'passed']),
  );
const only = (root: Element, id: string): Element | undefined =>
  casesOf(root).find(({ attributes }) => attributes['name'] === id)?.children[0];

describe('the JUnit report', () => {
  it.each(Object.entries(runs))('keeps to the schema: %s', (_, run) => {
    expect(schemaErrors(parseXml(junitReport(run)))).toEqual([]);
  });

  it.each(Object.entries(runs))('fails exactly when the exit code is not 0: %s', (_, run) => {
    const { failures, errors } = parseXml(junitReport(run)).attributes;
    expect(Number(failures) + Number(errors) > 0).toBe(exitCodeOf(run) !== 0);
  });

  it.each(Object.entries(runs))('gives every case a name of its own: %s', (_, run) => {
    const names = casesOf(parseXml(junitReport(run))).map(
      ({ attributes }) => `${attributes['classname']} ${attributes['name']}`,
    );
    expect(names).not.toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('shows each outcome as CI systems know it', () => {
    expect(outcomes(shown('everything'))).toEqual({
      'panel.balance': 'passed',
      'panel.authenticate': 'passed',
      'money.bet-twice': 'failure',
      'money.win-is-late': 'failure',
      'money.cancel-first': 'passed',
      'money.two-accounts': 'skipped',
      'money.bet-of-all': 'error',
      'protocol.content-type': 'skipped',
      'protocol.hostile': 'failure',
      'door.no-token': 'passed',
    });
    expect(only(shown('everything'), 'protocol.content-type')?.attributes['message']).toMatch(
      /^should failed: expected /u,
    );
  });

  it('counts a failed should as a failure when strict', () => {
    expect(only(shown('everything, strict'), 'protocol.content-type')).toMatchObject({
      name: 'failure',
      attributes: { type: 'should' },
    });
  });

  it('tells everything of a failure, and the reason of what was skipped both ways', () => {
    const failure = only(shown('everything'), 'money.bet-twice');
    expect(failure?.attributes).toMatchObject({
      type: 'must',
      message: 'expected the balance 9.00, as after the first bet, found the balance 8.00: the bet was booked twice',
    });
    for (const text of [
      'must',
      'A bet that is repeated',
      'callbacks.md, "Idempotency"',
      '{"balance":"9.00"}',
      '{"balance":"8.00"}',
      'HTTP 200',
      'Is the transaction id stored',
    ])
      expect(failure?.text).toContain(text);
    expect(only(shown('everything'), 'money.win-is-late')?.text).toContain(
      'nothing, after 3.0 s: no answer within 3 seconds',
    );
    expect(only(shown('everything'), 'money.two-accounts')).toMatchObject({
      attributes: { message: 'no second account was given: --account2' },
      text: 'no second account was given: --account2',
    });
  });

  it('is never an empty success', () => {
    for (const name of ['could not run', 'could not run to the end', 'only skipped', 'nothing at all']) {
      expect(only(shown(name), 'verdict')?.name, name).toBe('error');
    }
    expect(only(shown('could not run'), 'verdict')?.attributes['message']).toContain(
      'The wallet did not answer. Is </script>',
    );
  });

  it('keeps hostile text as text, and shows control characters', () => {
    const text = only(shown('everything'), 'protocol.hostile')?.text;
    expect(text).toContain(`${hostile} \u2400\u241b[31m\uFFFD\u240d\n`);
  });

  it('tells the versions, the URL, the date and the times', () => {
    const root = parseXml(junitReport(certification([passed('a', 'door'), failed('b', 'door')])));
    const [suite] = root.children;
    expect(root.attributes).toMatchObject({ tests: '2', failures: '1', errors: '0', time: '83.400' });
    expect(suite?.attributes).toMatchObject({
      name: 'seamless.door',
      skipped: '0',
      time: '0.083',
      timestamp: '2025-03-04T05:06:07',
    });
    const properties = Object.fromEntries(
      (suite?.children[0]?.children ?? []).map(({ attributes }) => [attributes['name'] ?? '', attributes['value']]),
    );
    expect(properties).toMatchObject({
      url: 'https://wallet.example.com/callbacks/seamless',
      account: 'player1',
      startedAt: '2025-03-04T05:06:07.890Z',
      contract: 'v1',
      contractVersion: '1.2.0',
      kitVersion: '0.1.0',
      strict: 'false',
    });
    expect(
      parseXml(junitReport(certification(everything))).children.map(({ attributes }) => attributes['name']),
    ).toEqual(['seamless.panel', 'seamless.money', 'seamless.protocol', 'seamless.door']);
  });
});

describe('the XML parser of these tests', () => {
  const xml = (body: string) => () => parseXml(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`);
  it('refuses what is not well formed', () => {
    for (const body of [
      '<a>',
      '<a></b>',
      '<a/><b/>',
      '<a>&</a>',
      '<a>&nbsp;</a>',
      '<a b="<"/>',
      '<a b="1" b="2"/>',
      '<a b=1/>',
      '<a>\u0001</a>',
      '<a>\uFFFE</a>',
      '<a>]]></a>',
      'x<a/>',
    ]) {
      expect(xml(body), body).toThrow();
    }
    expect(xml('<a b="&lt;&#39;">&amp;<c/></a>')()).toMatchObject({
      attributes: { b: "<'" },
      text: '&',
      children: [{ name: 'c' }],
    });
  });
});
