/** The samples as a Postman collection, format 2.1, and its environment. */
import { checksOf } from './checks.ts';
import type { CommandSamples, Sample, Samples } from './samples.ts';
import { defaultUrl, fromVariable, mediaType, tokenVariable, urlVariable, wrongToken } from './variables.ts';

export function postmanCollection({ version, tokenHeader, commands }: Samples): string {
  return text({
    info: {
      name: `Seamless Callback API ${version}`,
      description:
        'One request for each paired example of the contract. Choose the environment that comes with it, and set its two variables.',
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    auth: tokenAuth(tokenHeader, fromVariable(tokenVariable)),
    item: commands.map((command) => ({
      name: command.command,
      description: `**${command.summary}**\n\n${command.description}`,
      item: command.samples.map((sample) => requestItem(command, sample, tokenAuth(tokenHeader, wrongToken))),
    })),
  });
}

export function postmanEnvironment(): string {
  return text({
    name: 'Seamless callback',
    values: [
      { key: urlVariable, value: defaultUrl, type: 'default', enabled: true },
      { key: tokenVariable, value: '', type: 'secret', enabled: true },
    ],
    _postman_variable_scope: 'environment',
  });
}

function requestItem(command: CommandSamples, sample: Sample, wrongAuth: object): object {
  const request = {
    method: 'POST',
    ...(sample.wrongToken && { auth: wrongAuth }),
    header: [header('Content-Type'), header('Accept')],
    body: { mode: 'raw', raw: sample.body, options: { raw: { language: 'json' } } },
    url: { raw: fromVariable(urlVariable), host: [fromVariable(urlVariable)] },
    description: sample.summary,
  };
  return {
    name: sample.name,
    event: [{ listen: 'test', script: { type: 'text/javascript', exec: [...prelude, ...checksOf(command, sample)] } }],
    request,
    response: [
      {
        name: sample.summary,
        originalRequest: request,
        status: sample.httpStatus === 200 ? 'OK' : 'Bad Request',
        code: sample.httpStatus,
        _postman_previewlanguage: 'json',
        header: [header('Content-Type')],
        body: sample.reply,
      },
    ],
  };
}

const prelude = [
  'const { test, expect } = pm;',
  'const httpStatus = pm.response.code;',
  'let reply;',
  'try { reply = pm.response.json(); } catch { /* The second test says so. */ }',
];

function tokenAuth(tokenHeader: string, value: string): object {
  const parts = { key: tokenHeader, value, in: 'header' };
  return { type: 'apikey', apikey: Object.entries(parts).map(([key, part]) => ({ key, value: part, type: 'string' })) };
}

function header(key: string): object {
  return { key, value: mediaType };
}

function text(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
