import { describe, expect, it } from 'vitest';
import { replyViolations } from '../../src/contract/schema.ts';
import type { AnyContract } from '../../src/contract/contract.ts';
import { v1, v4 } from '../../src/contract/contracts.ts';
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
const pathsOf = ({ document }: AnyContract): Record<string, { post: Operation }> => document.paths as never;

function examplesOf(contract: AnyContract, command: Command) {
  const operation = pathsOf(contract)[`/callback/${command}`]?.post;
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
const inV1: Record<Command, string> = {
  authenticate: '{"command":"authenticate","data":{"account":"test1234"},"timestamp":"1676116606","check":"21"}',
  balance: '{"command":"balance","data":{"account":"test1234"},"timestamp":"1600000001","check":"21,22"}',
  bet: '{"command":"bet","data":{"account":"test1234","trans_id":1676358190,"call_id":0,"round_id":"818395446","provider_id":1,"game_code":"vswaysdogs","game_name":"The Dog House Megaways","game_type":"Slots","amount":1000,"type":1},"timestamp":"1600000001","check":"21,22,41,31"}',
  win: '{"command":"win","data":{"account":"test1234","trans_id":1676358191,"call_id":0,"round_id":"818395446","provider_id":1,"game_code":"vswaysdogs","game_name":"The Dog House Megaways","game_type":"Slots","amount":1000,"type":2},"timestamp":"1600000001","check":"21,22,41"}',
  cancel:
    '{"command":"cancel","data":{"account":"test1234","trans_id":1676358190,"round_id":"818395446","provider_id":1,"game_code":"vswaysdogs","game_name":"The Dog House Megaways","game_type":"Slots"},"timestamp":"1600000001","check":"21,22,42"}',
  status:
    '{"command":"status","data":{"account":"test1234","trans_id":1676358190},"timestamp":"1600000001","check":"21,42"}',
};

const inV4: Record<Command, string> = {
  authenticate: '{"command":"authenticate","data":{"account":"test1234"},"timestamp":"1771772046","check":"21"}',
  balance: '{"command":"balance","data":{"account":"test1234"},"timestamp":"1771772046","check":"21,22"}',
  bet: '{"command":"bet","data":{"gplay_id":"8949111","account":"test1234","trans_guid":"403001468-1-vs10emotiwins-336097135023-1771772046312","time_stamp":1771772046312,"round_id":"336097135023","provider_id":1,"game_code":"vs10emotiwins","game_type":"slot","amount":0.9,"type":1},"timestamp":"1771772046","check":"21,22,41,31"}',
  win: '{"command":"win","data":{"gplay_id":"8949111","account":"test1234","trans_guid":"403001468-1-vs10emotiwins-336097135023-1771772047001","time_stamp":1771772047001,"round_id":"336097135023","provider_id":1,"game_code":"vs10emotiwins","game_type":"slot","amount":1000,"type":2},"timestamp":"1771772047","check":"21,22,41"}',
  cancel:
    '{"command":"cancel","data":{"gplay_id":"8949111","account":"test1234","trans_guid":"403001468-1-vs10emotiwins-336097135023-1771772049555","cancel_trans_guid":"403001468-1-vs10emotiwins-336097135023-1771772046312","time_stamp":1771772049555,"round_id":"336097135023","provider_id":1,"game_code":"vs10emotiwins","game_type":"slot","amount":0.9,"type":16},"timestamp":"1771772049","check":"21,22,41,43"}',
  status:
    '{"command":"status","data":{"account":"test1234","trans_guid":"403001468-1-vs10emotiwins-336097135023-1771772046312"},"timestamp":"1771772050","check":"21,42"}',
};

const contracts = [
  { contract: v1, documented: inV1 },
  { contract: v4, documented: inV4 },
];
const commands = contracts.flatMap(({ contract, documented }) =>
  contract.commands.map((command) => ({ contract: contract, name: contract.name, documented, command })),
);

describe.each(commands)('the examples of $name $command', ({ contract, documented, command }) => {
  const { commandChecks, delivery, results } = contract;
  const { requests, examples, invalid, replies } = examplesOf(contract, command);
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
    for (const { httpStatus, value } of replies)
      expect(replyViolations(contract, command, httpStatus, value)).toEqual([]);
  });
});

describe.each(contracts)('the examples of $contract.name', ({ contract }) => {
  it('show a lost round, a repeated cancel, and both states of a transaction', () => {
    const text = JSON.stringify(pathsOf(contract));
    for (const name of ['win.lost', 'cancel.repeated', 'status.accepted', 'status.cancelled'])
      expect(text).toContain(`"${name}"`);
  });

  it('have an account of its own for every outcome but the accepted one, so that a mock can tell them apart', () => {
    for (const command of contract.commands) {
      const accounts = Object.values(examplesOf(contract, command).examples).map(({ value }) =>
        JSON.stringify((value as unknown as { data: { account: string } }).data.account),
      );
      expect(new Set(accounts).size).toBe(accounts.length);
    }
  });
});
