/** What is outside the contract: fields, bodies, tokens. */
import type { Speaker, Steps } from './speaker.ts';

export function formSteps({ contract, names, odd, raw }: Speaker): Steps {
  return [
    [
      'fields',
      odd({ amount: -5 }),
      odd({ amount: '1' }),
      odd({ amount: 0.005 }),
      odd({ amount: undefined }),
      odd({ round_id: undefined }),
      odd({ extra: 1, ...names.of(901) }, { request_timestamp: 1 }),
      odd({}, { data: null }),
      odd({}, { command: 'steal' }),
      odd({}, { command: 'toString' }),
      odd({}, { timestamp: 1 }),
    ],
    [
      'malformed bodies',
      raw('{'),
      raw(
        JSON.stringify({
          command: 'balance',
          data: { account: 'quin' },
          timestamp: '1',
          check: '',
          padding: 'x'.repeat(contract.maxBodyBytes),
        }),
      ),
      raw('{}', { 'content-type': 'text/plain' }),
      raw('{}', {}, 'PUT'),
      raw('[]'),
    ],
    [
      'tokens',
      ...['', 'Secret', 'secret-TOKEN', 'wrong'].flatMap((wrong) => [
        raw('{', { 'callback-token': wrong }),
        raw(JSON.stringify({ command: 'balance', data: { account: 'quin' }, timestamp: '1', check: '' }), {
          'callback-token': wrong,
        }),
      ]),
    ],
  ];
}
