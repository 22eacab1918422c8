import type { CallbackReply, {{messages}} } from '{{kitName}}/contract';
import type { CallbackHandlers } from '{{kitName}}/server';

/**
{{handlerComment}}
 */
export const {{command}}: CallbackHandlers<{{messages}}>['{{command}}'] = async (data, checks, context): Promise<CallbackReply<{{messages}}, '{{command}}'>> => {
  return { result: {{failed}}, status: 'ERROR', message: 'not filled in yet: src/handlers/{{command}}.ts' };
};
