import type { CommandSamples, Sample } from './samples.ts';

/**
 * The tests after a request, in the JavaScript that Postman and Bruno share. It finds `test`, `expect` (Chai),
 * `httpStatus` and `reply`, which is undefined when the body is not JSON.
 */
export function checksOf({ fields }: CommandSamples, { httpStatus, possible }: Sample): string[] {
  const needed = Object.fromEntries(
    possible.map((result) => [result, httpStatus === 200 ? (fields[result] ?? []) : []]),
  );
  return [
    `test('HTTP ${httpStatus}', () => expect(httpStatus).to.equal(${httpStatus}));`,
    `test('the body is a JSON object with an integer result', () => {`,
    `  expect(reply).to.be.an('object');`,
    `  expect(Number.isInteger(reply.result), 'result ' + JSON.stringify(reply.result)).to.equal(true);`,
    `});`,
    `test('the status is OK with result 0, and ERROR with any other', () => expect(reply.status).to.equal(reply.result === 0 ? 'OK' : 'ERROR'));`,
    `test('the result is ${possible.join(' or ')}', () => expect(reply.result).to.be.oneOf([${possible.join(', ')}]));`,
    ...(httpStatus === 200
      ? [
          `test('data has what its result needs', () => {`,
          `  for (const field of (${JSON.stringify(needed)})[reply.result] || []) expect(reply.data).to.have.property(field);`,
          `});`,
        ]
      : [`test('a message names what is wrong', () => expect(reply.message).to.be.a('string').that.is.not.empty);`]),
  ];
}
