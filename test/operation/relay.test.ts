import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Environment } from '../../src/cli/input.ts';
import { type RelayServeFlags, relayServeOptions } from '../../src/cli/relay.ts';
import { startFlags } from '../../src/process/tricks/startFlags.ts';
import { startReferenceOperator } from '../support/referenceOperator.ts';
import { movement, startRelay, token, writeOperators } from '../relay/harness.ts';
import { scratch } from '../support/commandLine.ts';

const read = (name: string): string => readFileSync(`scripts/deploy/${name}`, 'utf8');
const guide = read('README.md');

/** Settings as a supervisor gives them, with a file for the secret that they name. */
function optionsOf(environment: Environment, flags: RelayServeFlags = {}): ReturnType<typeof relayServeOptions> {
  const [folder, remove] = scratch();
  try {
    writeFileSync(join(folder, 'url'), 'postgres://seamless:x@database/seamless\n');
    const url = join(folder, 'url');
    const named = {
      ...environment,
      NODE_ENV: 'production',
      ...('OUTBOX_URL_FILE' in environment && { OUTBOX_URL_FILE: url }),
    };
    return relayServeOptions({ ...flags, ...(flags.outboxFile !== undefined && { outboxFile: url }) }, named);
  } finally {
    remove();
  }
}

describe('relay.compose.yaml', () => {
  interface Service {
    readonly command: readonly string[];
    readonly environment: Environment;
    readonly ports: readonly string[];
    readonly healthcheck: { readonly test: readonly string[] };
    readonly stop_grace_period: string;
  }
  const { services, secrets } = parse(read('relay.compose.yaml')) as {
    services: { relay: Service; database: object };
    secrets: Record<string, { file: string }>;
  };
  const { relay } = services;

  it('runs the relay on the database of the wallet’s own file, with no more than it needs', () => {
    const wallet = parse(read('compose.yaml')) as { services: { database: object } };
    expect(services.database).toEqual(wallet.services.database);
    expect(relay).toMatchObject({
      command: ['relay', 'serve'],
      read_only: true,
      tmpfs: ['/tmp'],
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      ulimits: { core: 0 },
    });
    for (const { file } of Object.values(secrets)) expect(guide).toContain(file.replace('./', ''));
  });

  it('has settings that the relay takes, publishes the API alone, and lets it drain before it is killed', () => {
    const options = optionsOf(relay.environment);
    expect(options).toMatchObject({ outbox: 'postgres://seamless:x@database/seamless', checkReplies: false });
    expect(relay.ports).toEqual([`127.0.0.1:${options.port}:${options.port}`]);
    expect(relay.healthcheck.test.join(' ')).toContain(`http://127.0.0.1:${options.insidePort}/readyz`);
    expect(Number(/^(\d+)s$/.exec(relay.stop_grace_period)?.[1]) * 1_000).toBeGreaterThan(
      (options.drainMs ?? 0) + 20_000,
    );
  });
});

describe('seamless-relay.service', () => {
  const unit = read('seamless-relay.service');
  const value = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)?.[1] ?? '';

  it('starts the package with settings that the relay takes, and lets it drain before it is killed', () => {
    const words = value('ExecStart').split(' ');
    expect(words.slice(1, 3)).toEqual(startFlags);
    expect(words.slice(4, 6)).toEqual(['relay', 'serve']);
    expect(value('LoadCredential')).toMatch(/^outbox-url:/);
    expect(words.slice(-1)).toEqual(['%d/outbox-url']);
    const environment = Object.fromEntries(
      value('Environment')
        .split(' ')
        .map((pair) => pair.split('=') as [string, string]),
    );
    const { drainMs = 0, port } = optionsOf(environment, { operators: 'x', outboxFile: 'url' });
    expect(port).toBe(8090);
    expect(Number(value('TimeoutStopSec')) * 1_000).toBeGreaterThan(drainMs + 20_000);
  });

  it('is as locked up as the wallet’s', () => {
    const lockedUp = (text: string): string => text.slice(text.indexOf('StateDirectoryMode'));
    expect(lockedUp(unit)).toBe(lockedUp(read('seamless.service')));
    expect(value('LimitCORE')).toBe('0');
  });

  const { error } = spawnSync('systemd-analyze', ['--version']);
  it.skipIf(error)(`is a unit that systemd takes${error ? ' (skipped: there is no systemd-analyze here)' : ''}`, () => {
    const [folder, remove] = scratch();
    try {
      const file = join(folder, 'seamless-relay.service');
      writeFileSync(file, unit.replace('=/usr/bin/node ', `=${process.execPath} `));
      expect(spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' })).toMatchObject({
        status: 0,
      });
      execFileSync('systemd-analyze', ['security', '--offline=true', '--threshold=20', '--no-pager', file], {
        stdio: 'pipe',
      });
    } finally {
      remove();
    }
  });
});

describe('relay-alerts.yaml', () => {
  const { groups } = parse(read('relay-alerts.yaml')) as {
    groups: { rules: { alert: string; expr: string }[] }[];
  };
  const rules = groups.flatMap((group) => group.rules);

  it('asks for metrics that a relay has, and each alert is in the guide', async () => {
    const [folder, remove] = scratch();
    const operator = await startReferenceOperator({ anna: 1_000n }, token);
    const file = writeOperators(folder, [{ name: 'casino', url: operator.url }]);
    const relay = await startRelay(`sqlite:${folder}/outbox.db`, file);
    try {
      await relay.ask('POST', '/operators/casino/bets', movement());
      const figures = await (await fetch(`${relay.insideUrl}/metrics`)).text();
      for (const { alert, expr } of rules) {
        const metrics = expr.match(/\bseamless_\w+/g) ?? [];
        for (const metric of metrics) expect(figures).toContain(`# TYPE ${metric} `);
        expect(guide).toContain(`| \`${alert}\` |`);
      }
    } finally {
      await relay.stop();
      await operator.stop();
      remove();
    }
  });
});
