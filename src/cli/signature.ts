/** The secret by which a command signs its callbacks. It is only ever in a file or in the environment: a flag is seen by others. */
import type { Command } from 'commander';
import { isSigningSecret, signingSecretForm } from '../contract/signature.ts';
import type { Environment } from './input.ts';
import { secret } from './secret.ts';

export interface SignatureFlags {
  readonly signatureFile?: string;
}

export function signatureOption(command: Command): Command {
  return command.option(
    '--signature-file <file>',
    `sign by the secret in it: ${signingSecretForm} (CALLBACK_SIGNATURE_FILE, CALLBACK_SIGNATURE)`,
  );
}

/** Nothing when none is given. What is given and can't be used is added to the problems. */
export function givenSignature(
  { signatureFile }: SignatureFlags,
  environment: Environment,
  problems: string[],
): { readonly signingSecret?: string } {
  const named = { flag: '--signature', variable: 'CALLBACK_SIGNATURE', given: undefined, file: signatureFile };
  const signingSecret = secret(named, environment, problems);
  if (signingSecret === undefined) return {};
  if (!isSigningSecret(signingSecret))
    problems.push(`--signature-file (CALLBACK_SIGNATURE_FILE) must hold one secret: ${signingSecretForm}`);
  return { signingSecret };
}
