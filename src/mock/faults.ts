/** What can go wrong between an operator and a sender, and how often it shall. */
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { AnyContract } from '../contract/contract.ts';
import type { Command } from '../contract/types.ts';
import type { HttpReply } from '../edge/core.ts';

/** Each spoils the reply in its own way. */
const faults = {
  /** Never answers; the connection stays open until the sender gives up. */
  timeout: () => undefined,
  /** The connection breaks in the middle of the reply. */
  reset: (response: ServerResponse, reply: HttpReply) =>
    sendHalf(response, reply, () => setTimeout(() => response.socket?.resetAndDestroy(), overtakenWithinMs)),
  /** Something in front of the operator fails: no envelope, not even JSON. */
  'http-500': (response: ServerResponse) =>
    void response.writeHead(500, { 'content-type': 'text/plain' }).end('Internal Server Error\n'),
  /** Somebody else answers, and claims success. */
  html: (response: ServerResponse) => void response.writeHead(200, { 'content-type': 'text/html' }).end(page),
  /** The connection is closed in good order before the announced length was sent. */
  truncated: (response: ServerResponse, reply: HttpReply) => sendHalf(response, reply, () => response.socket?.end()),
};

export type Fault = keyof typeof faults;

export const faultKinds = Object.keys(faults).filter(isFault);

export function isFault(name: string): name is Fault {
  return Object.hasOwn(faults, name);
}

/** Answers with the fault in place of the reply. */
export function sendFault(fault: Fault, response: ServerResponse, reply: HttpReply): void {
  faults[fault](response, reply);
}

const page = '<!doctype html><title>Maintenance</title><p>We will be back soon.</p>\n';

/** A reset may overtake what was sent just before it; by then that has arrived. */
const overtakenWithinMs = 20;

function sendHalf(response: ServerResponse, { httpStatus, body }: HttpReply, then: () => void): void {
  const bytes = Buffer.from(body);
  response.writeHead(httpStatus, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.write(bytes.subarray(0, bytes.length / 2), then);
}

/** A share of one command's callbacks that shall fail. */
export interface FaultRule {
  readonly command: Command;
  readonly fault: Fault;
  readonly percent: number;
}

/** Reads a rule for a command of the contract, such as `bet=timeout:10%`; `undefined` when it is none. */
export function parseFaultRule({ commands }: AnyContract, text: string): FaultRule | undefined {
  const [, name, fault = '', percent = ''] = /^([^=]+)=([^:]+):([0-9]+(?:\.[0-9]+)?)%$/.exec(text) ?? [];
  const command = commands.find((known) => known === name);
  const share = Number(percent);
  return command && isFault(fault) && share <= 100 ? { command, fault, percent: share } : undefined;
}

/** The commands of which more than all callbacks shall fail. */
export function overbooked(rules: readonly FaultRule[]): Command[] {
  const percentOf = (name: Command): number =>
    rules.filter(({ command }) => command === name).reduce((sum, { percent }) => sum + percent, 0);
  return [...new Set(rules.map(({ command }) => command))].filter((command) => percentOf(command) > 100);
}

/**
 * Draws what becomes of each callback. Every command has a sequence of its own, so that with the same seed
 * the same bets fail, whatever else is sent between them.
 */
export function faultsBy(rules: readonly FaultRule[], seed: string): (command: Command) => Fault | undefined {
  const counts = new Map<Command, number>();
  return (command) => {
    const count = counts.get(command) ?? 0;
    counts.set(command, count + 1);
    let percent = 100 * drawn(`${seed} ${command} ${count}`);
    for (const rule of rules) {
      if (rule.command !== command) continue;
      if (percent < rule.percent) return rule.fault;
      percent -= rule.percent;
    }
    return undefined;
  };
}

/** From 0 to 1, evenly, and always the same for the same text. */
function drawn(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
}
