/** The samples as a Bruno collection: a folder of text files. */
import { type BrunoHeader, type BrunoRequest, envJsonToBruV2, jsonToBruV2, jsonToCollectionBru } from '@usebruno/lang';
import { checksOf } from './checks.ts';
import type { CommandSamples, Sample, Samples } from './samples.ts';
import { defaultUrl, fromVariable, mediaType, tokenVariable, urlVariable, wrongToken } from './variables.ts';

/** Its files, by their paths within the collection. */
export function brunoCollection({ version, tokenHeader, commands }: Samples): Map<string, string> {
  return new Map([
    [
      'bruno.json',
      `${JSON.stringify({ version: '1', name: `Seamless Callback API ${version}`, type: 'collection' }, null, 2)}\n`,
    ],
    [
      'collection.bru',
      jsonToCollectionBru({ headers: [header(tokenHeader, fromVariable(tokenVariable)), header('Accept', mediaType)] }),
    ],
    ['environments/operator.bru', environment()],
    ...commands.flatMap((command, index): [string, string][] => [
      [
        `${command.command}/folder.bru`,
        jsonToCollectionBru({
          meta: { name: command.command, seq: index + 1 },
          docs: `**${command.summary}**\n\n${command.description}`,
        }),
      ],
      ...command.samples.map((sample, at): [string, string] => [
        `${command.command}/${sample.name}.bru`,
        jsonToBruV2(requestOf(command, sample, at + 1, header(tokenHeader, wrongToken))),
      ]),
    ]),
  ]);
}

function environment(): string {
  const variables = [
    { name: urlVariable, value: defaultUrl, enabled: true, secret: false },
    { name: tokenVariable, value: '', enabled: true, secret: true },
  ];
  return envJsonToBruV2({ variables });
}

function requestOf(command: CommandSamples, sample: Sample, seq: number, wrongHeader: BrunoHeader): BrunoRequest {
  return {
    meta: { name: sample.name, type: 'http', seq },
    http: { method: 'post', url: fromVariable(urlVariable), body: 'json', auth: 'none' },
    headers: [header('Content-Type', mediaType), ...(sample.wrongToken ? [wrongHeader] : [])],
    body: { json: sample.body },
    tests: [...prelude, ...checksOf(command, sample)].join('\n'),
    docs: `**${sample.summary}**\n\nThe contract's reply, HTTP ${sample.httpStatus}:\n\n\`\`\`json\n${sample.reply}\n\`\`\``,
  };
}

const prelude = ['const httpStatus = res.getStatus();', 'const reply = res.getBody();'];

function header(name: string, value: string): BrunoHeader {
  return { name, value, enabled: true };
}
