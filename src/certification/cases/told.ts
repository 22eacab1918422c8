/** What replies tell of a transaction. */
import type { Trial } from '../trial.ts';
import { parseJson } from '../../contract/json.ts';
import { property } from '../answer.ts';
import type { Id } from './dialects.ts';

/** The status is told, and names the transaction letter for letter as it was asked for. */
export async function expectToldId(t: Trial, id: Id): Promise<void> {
  const { idField } = t.words;
  const asked = typeof id === 'string' ? JSON.stringify(id) : String(id);
  const answer = await t.status(id);
  t.expect(`the status of ${asked}`, answer, 'accepted');
  const told = idIn(answer.text, idField);
  if (told !== asked) t.fail(`data.${idField} ${asked}`, told);
}

/** As it stands in the reply: a number above 2^53 is another one when it was parsed. A text is told as it means, however it was escaped. */
function idIn(text: string, idField: string): string {
  const told = new RegExp(`"${idField}"\\s*:\\s*("(?:[^"\\\\]|\\\\.)*"|[^",}\\s]*)`).exec(text)?.[1] ?? 'nothing';
  return told.startsWith('"') ? JSON.stringify(parseJson(told)?.value) : told;
}

/** The status is told, and is this. */
export async function expectState(
  t: Trial,
  id: Id,
  state: 'OK' | 'CANCELED',
  account = t.target.account,
): Promise<void> {
  const answer = await t.status(id, { account });
  t.expect('its status', answer, 'accepted');
  const told = property(property(answer.value, 'data'), 'trans_status');
  if (told !== state) t.fail(`data.trans_status ${state}`, String(told));
}
