import type { CallbackReply } from '{{kitName}}/contract';
import type { CallbackHandlers } from '{{kitName}}/server';

/**
{{handlerComment}}
 */
export const {{command}}: CallbackHandlers['{{command}}'] = async (data, checks, context): Promise<CallbackReply<'{{command}}'>> => {
  return { result: {{failed}}, status: 'ERROR', message: 'not filled in yet: src/handlers/{{command}}.ts' };
};
