/**
 * An independent statement of the wallet's rules, written from the protocol's text, deliberately naive, and
 * sharing nothing with the wallet: it speaks the wire's numbers, keeps floats out by counting cents, and
 * remembers every transaction as a line in a list.
 */
export interface Sent {
  readonly command: 'authenticate' | 'balance' | 'bet' | 'win' | 'cancel' | 'status' | 'credit' | 'debit';
  readonly account: string;
  readonly id: string;
  readonly round: string;
  readonly cents: bigint;
  readonly check: readonly number[];
}

export interface Expected {
  readonly result: number;
  readonly cents?: bigint;
  readonly state?: 'OK' | 'CANCELED';
}

interface Line {
  id: string;
  was: 'bet' | 'win' | 'credit' | 'debit' | 'nothing';
  account: string;
  round: string;
  cents: bigint;
  cancelled: boolean;
}

export class Model {
  readonly players = new Map<string, { cents: bigint; active: boolean }>();
  readonly lines: Line[] = [];

  answer(sent: Sent): Expected {
    const player = this.players.get(sent.account);
    if (player === undefined) return { result: 21 };
    const line = this.lines.find(({ id }) => id === sent.id);
    if (sent.command === 'credit' || sent.command === 'debit') return this.#adjust(sent, player, line);
    const moves = sent.command === 'bet' || sent.command === 'win';
    const refers = sent.command === 'cancel' || sent.command === 'status';
    const mine = line !== undefined && (line.was === 'bet' || line.was === 'win') && line.account === sent.account;

    for (const number of sent.check) {
      if (number === 22 && !player.active) return { result: 22 };
      if (number === 31 && sent.command === 'bet' && sent.cents > player.cents)
        return { result: 31, cents: player.cents };
      if (number === 41 && moves && line !== undefined) return { result: 41, cents: player.cents };
      if (number === 42 && refers && !mine) {
        if (sent.command === 'cancel') this.#bury(sent, line);
        return { result: 42, cents: player.cents };
      }
    }

    if (refers && !mine) {
      if (sent.command === 'cancel') this.#bury(sent, line);
      return { result: 42, cents: player.cents };
    }
    if (sent.command === 'status')
      return { result: 0, cents: player.cents, state: line?.cancelled ? 'CANCELED' : 'OK' };
    if (sent.command === 'cancel' && line !== undefined) {
      if (!line.cancelled) player.cents += line.was === 'bet' ? line.cents : -line.cents;
      line.cancelled = true;
      return { result: 0, cents: player.cents };
    }
    if (moves && line !== undefined) {
      if (line.was === 'nothing' || line.cancelled) return { result: 41, cents: player.cents };
      const identical =
        line.was === sent.command &&
        line.account === sent.account &&
        line.round === sent.round &&
        line.cents === sent.cents;
      return { result: identical ? 0 : 99, cents: player.cents };
    }
    if (sent.command === 'bet' && sent.cents > player.cents) return { result: 31, cents: player.cents };
    if (sent.command === 'bet' || sent.command === 'win') {
      player.cents += sent.command === 'bet' ? -sent.cents : sent.cents;
      const { id, account, round, cents } = sent;
      this.lines.push({ id, was: sent.command, account, round, cents, cancelled: false });
    }
    return { result: 0, cents: player.cents };
  }

  /** Outside the game: once for an id; what says anything else under a taken id is told apart from a repeat. */
  #adjust(sent: Sent, player: { cents: bigint }, line: Line | undefined): Expected {
    const { id, account, cents, command } = sent;
    if (command !== 'credit' && command !== 'debit') throw new Error(`${command} is no adjustment`);
    if (line !== undefined) {
      const identical = line.was === command && line.account === account && line.cents === cents;
      return { result: identical ? 41 : 99, cents: player.cents };
    }
    if (command === 'debit' && cents > player.cents) return { result: 31, cents: player.cents };
    player.cents += command === 'debit' ? -cents : cents;
    this.lines.push({ id, was: command, account, round: '', cents, cancelled: false });
    return { result: 0, cents: player.cents };
  }

  /** A cancel of what never came: its place is taken for good. */
  #bury(sent: Sent, line: Line | undefined): void {
    if (line === undefined)
      this.lines.push({ id: sent.id, was: 'nothing', account: sent.account, round: '', cents: 0n, cancelled: false });
  }
}
