/** `seamless providers pause|resume|rotate-token|signature|guards`: what is changed of a provider that is there. */
import { Argument, type Command } from 'commander';
import { tokenHash } from '../edge/token.ts';
import { withReader, withStore } from '../wallet/open.ts';
import { finishRotation, rotate, setGuards, setPaused, setSignature } from '../wallet/providerChanges.ts';
import { type Provider, type SignatureMode, signatureModes } from '../wallet/providers.ts';
import { firstProvider } from '../wallet/state.ts';
import type { Store } from '../wallet/store.ts';
import { databaseConfiguration, type DatabaseFlags } from './configuration.ts';
import { demandDone, existingProvider, knownSoon } from './existingProvider.ts';
import { guardChanges, guardLines } from './guards.ts';
import { type Environment, InvalidInput, Refused, type Terminal } from './input.ts';
import { providerLines } from './providerLines.ts';
import { signingSecretIn, tokenIn } from './secret.ts';

interface PauseFlags extends DatabaseFlags {
  readonly wins?: boolean;
}

interface RotateFlags extends DatabaseFlags {
  readonly tokenFile?: string;
  readonly finish?: boolean;
}

interface SignatureFlags extends DatabaseFlags {
  readonly signatureFile?: string;
  readonly finish?: boolean;
}

export function providerTermsCommands(
  subcommand: (usage: string, description: string) => Command,
  environment: Environment,
  { out, err }: Terminal,
): void {
  /** Changes a provider that must be there, and tells what it is then. */
  const change = (
    name: string,
    flags: DatabaseFlags,
    work: (store: Store, provider: Provider) => Promise<unknown>,
  ): Promise<void> =>
    withStore(databaseConfiguration(flags, environment), async (store) => {
      await work(store, await existingProvider(store, name));
      for (const line of providerLines(await existingProvider(store, name))) out(line);
      err(knownSoon);
    });

  for (const [command, paused, description] of [
    ['pause', true, 'take no new bets of a provider; what is open is settled'],
    ['resume', false, 'take bets of a provider again'],
  ] as const) {
    subcommand(`${command} <name>`, description)
      .option('--wins', paused ? 'instead, hold every win that it sends' : 'instead, no longer hold every win')
      .action((name: string, flags: PauseFlags) =>
        change(name, flags, (store) => setPaused(store, name, flags.wins ? 'wins' : 'bets', paused)),
      );
  }

  subcommand('rotate-token <name>', "replace a provider's token: both are valid until --finish")
    .option('--token-file <file>', 'the new token, in a file')
    .option('--finish', 'end the old token; with --token-file at once, as after a leak')
    .action((name: string, flags: RotateFlags) => {
      const problems: string[] = [];
      const token = flags.tokenFile === undefined ? undefined : tokenIn(flags.tokenFile, problems);
      if (token === undefined && !flags.finish)
        problems.push('--token-file must name the new token, or --finish end the old one');
      if (problems.length > 0) throw new InvalidInput(problems);
      return change(name, flags, async (store) => {
        if (name === firstProvider)
          throw new Refused(`the tokens of ${name} are in the flags of its servers: give them two there, with --token`);
        if (token === undefined) await finish(store, 'token', name);
        else demandDone(await rotate(store, 'token', name, tokenHash(token), flags.finish ?? false), name);
      });
    });

  subcommand(
    'signature <name>',
    'say whether callbacks must be signed, and replace the secret: both are valid until --finish',
  )
    .addArgument(new Argument('[mode]').choices(signatureModes))
    .option('--signature-file <file>', 'the new secret, in a file')
    .option('--finish', 'end the old secret; with --signature-file at once, as after a leak')
    .action((name: string, mode: SignatureMode | undefined, flags: SignatureFlags) => {
      const problems: string[] = [];
      const secret = signingSecretIn(flags.signatureFile, problems);
      if (mode === undefined && flags.signatureFile === undefined && !flags.finish)
        problems.push(
          `say ${signatureModes.join(', ')}, or name a new secret with --signature-file, or end the old one with --finish`,
        );
      if (problems.length > 0) throw new InvalidInput(problems);
      return change(name, flags, (store, provider) => sign(store, provider, mode, secret, flags.finish ?? false));
    });

  subcommand(
    'guards <name> [changes...]',
    'show the guards of a provider, or change some: GUARD=MODE or GUARD=MODE:LIMIT',
  ).action((name: string, texts: string[], flags: DatabaseFlags) => {
    const configuration = databaseConfiguration(flags, environment);
    const show = (provider: Provider): void => guardLines(provider).forEach(out);
    if (texts.length === 0)
      return withReader(configuration, async (reader) => show(await existingProvider(reader, name)));
    return withStore(configuration, async (store) => {
      const problems: string[] = [];
      const changes = guardChanges(texts, await existingProvider(store, name), problems);
      if (problems.length > 0) throw new InvalidInput(problems);
      await setGuards(store, name, changes);
      show(await existingProvider(store, name));
      err(knownSoon);
    });
  });
}

async function finish(store: Store, what: 'token' | 'secret', name: string): Promise<void> {
  if (await finishRotation(store, what, name)) return;
  throw new Refused(`no ${what} of ${name} is being replaced; nothing was changed`);
}

async function sign(
  store: Store,
  { name, signatureMode, signatureSecrets }: Provider,
  mode: SignatureMode = signatureMode,
  secret: string | undefined,
  atOnce: boolean,
): Promise<void> {
  const known = signatureSecrets.length > 0;
  if (mode !== 'off' && !known && secret === undefined)
    throw new Refused(`provider ${name} has no secret yet: name one with --signature-file`);
  if (secret !== undefined && known) demandDone(await rotate(store, 'secret', name, secret, atOnce), name);
  else if (secret === undefined && atOnce) await finish(store, 'secret', name);
  const first = known ? undefined : secret;
  if (!(await setSignature(store, name, mode, first)))
    throw new Refused(`somebody else has changed provider ${name} meanwhile; look, and run it again`);
}
