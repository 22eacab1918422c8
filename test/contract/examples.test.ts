import { describe, expect, it } from 'vitest';
import callbacks from '../../generated/v1/callbacks.json' with { type: 'json' };
import { commandChecks, commands, delivery, results } from '../../generated/v1/protocol.ts';
import { replyViolations } from '../../src/contract/schema.ts';
import type { Command } from '../../src/contract/types.ts';

interface Operation {
  requestBody: {
    content: {
      'application/json': Record<'examples' | 'x-invalid-examples', Record<string, { value: { check: string } }>>;
    };
  };
  responses: Record<
    string,
    { content?: { 'application/json': { examples?: Record<string, { value: { result: number } }> } } }
  >;
}
const paths: Record<string, { post: Operation }> = callbacks.paths as never;

function examplesOf(command: Command) {
  const operation = paths[`/callback/${command}`]?.post;
  if (!operation) throw new Error(`no path for ${command}`);
  const { examples, 'x-invalid-examples': invalid } = operation.requestBody.content['application/json'];
  const replies = Object.entries(operation.responses).flatMap(([httpStatus, { content }]) =>
    Object.entries(content?.['application/json'].examples ?? {}).map(([name, { value }]) => ({
      name,
      httpStatus: Number(httpStatus),
      value,
    })),
  );
  return { requests: { ...examples, ...invalid }, examples, invalid, replies };
}

/** As the provider documents them, to the letter. */
const documented: Record<Command, string> = {
  authenticate: '{"command":"authenticate","data":{"account":"test1234"},"timestamp":"1676116606","check":"21"}',
  balance: '{"command":"balance","data":{"account":"test1234"},"timestamp":"1600000001","check":"21,22"}',
  bet: '{"command":"bet","data":{"account":"test1234","trans_id":1676358190,"call_id":0,"round_id":"818395446","provider_id":1,"game_code":"vswaysdogs","game_name":"The Dog House Megaways","game_type":"Slots","amount":1000,"type":1},"timestamp":"1600000001","check":"21,22,41,31"}',
  win: '{"command":"win","data":{"account":"test1234","trans_id":1676358191,"call_id":0,"round_id":"818395446","provider_id":1,"game_code":"vswaysdogs","game_name":"The Dog House Megaways","game_type":"Slots","amount":1000,"type":2},"timestamp":"1600000001","check":"21,22,41"}',
  cancel:
    '{"command":"cancel","data":{"account":"test1234","trans_id":1676358190,"round_id":"818395446","provider_id":1,"game_code":"vswaysdogs","game_name":"The Dog House Megaways","game_type":"Slots"},"timestamp":"1600000001","check":"21,22,42"}',
  status:
    '{"command":"status","data":{"account":"test1234","trans_id":1676358190},"timestamp":"1600000001","check":"21,42"}',
};

describe.each(commands)('the examples of %s', (command) => {
  const { requests, examples, invalid, replies } = examplesOf(command);
  const paired = replies.filter(({ name }) => name in requests);

  it('have the documented request, to the letter, and ask for the documented checks', () => {
    expect(JSON.stringify(examples[`${command}.accepted`]?.value)).toBe(documented[command]);
    expect(examples[`${command}.accepted`]?.value.check).toBe(delivery[command].checks);
  });

  it('come in pairs: every request has exactly one reply', () => {
    expect(paired.map(({ name }) => name).sort()).toEqual(Object.keys(requests).sort());
  });

  it('cover being carried out, every check that can fail, 99, 100 and a contract violation', () => {
    const covered = new Set(paired.filter(({ httpStatus }) => httpStatus === 200).map(({ value }) => value.result));
    const expected = [results.accepted, ...commandChecks[command], results.failed, results.wrongToken];
    expect([...covered].sort()).toEqual([...expected].sort());
    expect(Object.keys(invalid)).toContain(`${command}.contract-violation`);
  });

  it('have replies that are within the contract', () => {
    for (const { httpStatus, value } of replies) expect(replyViolations(command, httpStatus, value)).toEqual([]);
  });
});

describe('the examples', () => {
  it('show a lost round, a repeated cancel, and both states of a transaction', () => {
    const text = JSON.stringify(paths);
    for (const name of ['win.lost', 'cancel.repeated', 'status.accepted', 'status.cancelled'])
      expect(text).toContain(`"${name}"`);
  });

  it('have an account of its own for every outcome but the accepted one, so that a mock can tell them apart', () => {
    for (const command of commands) {
      const accounts = Object.values(examplesOf(command).examples).map(({ value }) =>
        JSON.stringify((value as unknown as { data: { account: string } }).data.account),
      );
      expect(new Set(accounts).size).toBe(accounts.length);
    }
  });
});
