/** Those who are compared. Each is loaded only where it runs, so that its memory is its own. */
import type { Contender, Setting } from './load.ts';

export const contenders: Readonly<Record<string, (setting: Setting) => Promise<Contender>>> = {
  'undici-request': async (setting) => (await import('./others.ts')).undiciRequest(setting),
  'pg-boss': async (setting) => (await import('./queues.ts')).pgBoss(setting),
  'graphile-worker': async (setting) => (await import('./queues.ts')).graphileWorker(setting),
  client: async (setting) => (await import('./ours.ts')).client(setting),
  delivery: async (setting) => (await import('./ours.ts')).delivery(setting),
  relay: async (setting) => (await import('./relay.ts')).relay(setting),
};
