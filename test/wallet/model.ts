/**
 * An independent statement of the wallet's rules, written from the protocol's text, deliberately naive, and
 * sharing nothing with the wallet: it speaks the wire's numbers, keeps floats out by counting cents, and
 * remembers every transaction as a line in a list.
 */
export interface Sent {
  readonly command: 'authenticate' | 'balance' | 'bet' | 'win' | 'cancel' | 'status' | 'credit' | 'debit';
  readonly provider: string;
  readonly account: string;
  /** A cancel's own where `cancels` is there, else the id of what it cancels. */
  readonly id: string;
  /** What a cancel with an id of its own cancels. */
  readonly cancels?: string;
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
  /** Whose id it is; the house has ids of its own. */
  by: string;
  id: string;
  was: 'bet' | 'win' | 'cancel' | 'credit' | 'debit' | 'nothing';
  account: string;
  round: string;
  cents: bigint;
  cancelled: boolean;
  /** Of a cancel. */
  of?: string;
}

interface Player {
  cents: bigint;
  active: boolean;
}

export class Model {
  readonly players = new Map<string, Player>();
  readonly lines: Line[] = [];

  answer(sent: Sent): Expected {
    const player = this.players.get(sent.account);
    if (player === undefined) return { result: 21 };
    switch (sent.command) {
      case 'authenticate':
      case 'balance':
        return sent.check.includes(22) && !player.active ? { result: 22 } : { result: 0, cents: player.cents };
      case 'bet':
      case 'win':
        return this.#play(sent, player);
      case 'cancel':
        return sent.cancels === undefined
          ? this.#cancelNameless(sent, player)
          : this.#cancelNamed(sent, sent.cancels, player);
      case 'status':
        return this.#status(sent, player);
      case 'credit':
      case 'debit':
        return this.#adjust(sent, sent.command, player);
    }
  }

  #line(by: string, wanted: string): Line | undefined {
    return this.lines.find(({ by: owner, id }) => owner === by && id === wanted);
  }

  #play(sent: Sent, player: Player): Expected {
    const line = this.#line(sent.provider, sent.id);
    const tooMuch = sent.command === 'bet' && sent.cents > player.cents;
    for (const number of sent.check) {
      if (number === 22 && !player.active) return { result: 22 };
      if (number === 31 && tooMuch) return { result: 31, cents: player.cents };
      if (number === 41 && line !== undefined) return { result: 41, cents: player.cents };
    }
    if (line !== undefined) {
      if (line.was === 'nothing' || line.cancelled) return { result: 41, cents: player.cents };
      const identical =
        line.was === sent.command &&
        line.account === sent.account &&
        line.round === sent.round &&
        line.cents === sent.cents;
      return { result: identical ? 0 : 99, cents: player.cents };
    }
    if (tooMuch) return { result: 31, cents: player.cents };
    player.cents += sent.command === 'bet' ? -sent.cents : sent.cents;
    const { provider: by, id, account, round, cents } = sent;
    this.lines.push({ by, id, was: sent.command === 'bet' ? 'bet' : 'win', account, round, cents, cancelled: false });
    return { result: 0, cents: player.cents };
  }

  /** A cancel that has no id: what it names is what it cancels. */
  #cancelNameless(sent: Sent, player: Player): Expected {
    const line = this.#line(sent.provider, sent.id);
    const mine = line !== undefined && (line.was === 'bet' || line.was === 'win') && line.account === sent.account;
    for (const number of sent.check) {
      if (number === 22 && !player.active) return { result: 22 };
      if (number === 42 && !mine) break;
    }
    if (!mine) {
      this.#bury(sent, sent.id);
      return { result: 42, cents: player.cents };
    }
    this.#takeBack(line, player);
    return { result: 0, cents: player.cents };
  }

  /** A cancel with an id of its own, which is spent when it was carried out and not before. */
  #cancelNamed(sent: Sent, cancels: string, player: Player): Expected {
    const named = this.#line(sent.provider, cancels);
    const mine = named !== undefined && ['bet', 'win'].includes(named.was) && named.account === sent.account;
    const spent = this.#line(sent.provider, sent.id);
    for (const number of sent.check) {
      if (number === 22 && !player.active) return { result: 22 };
      if (number === 41 && spent !== undefined) return { result: 41, cents: player.cents };
      if ((number === 42 || number === 43) && !mine) {
        this.#bury(sent, cancels);
        return { result: number, cents: player.cents };
      }
    }
    if (spent !== undefined) {
      if (spent.was === 'cancel' && spent.of === cancels && spent.account === sent.account)
        return { result: 0, cents: player.cents };
      return { result: spent.was === 'nothing' || spent.cancelled ? 41 : 99, cents: player.cents };
    }
    if (!mine) {
      this.#bury(sent, cancels);
      return { result: 43, cents: player.cents };
    }
    this.#takeBack(named, player);
    const { provider: by, id, account } = sent;
    this.lines.push({ by, id, was: 'cancel', account, round: '', cents: 0n, cancelled: false, of: cancels });
    return { result: 0, cents: player.cents };
  }

  #status(sent: Sent, player: Player): Expected {
    if (sent.check.includes(22) && !player.active) {
      const [first] = sent.check.filter((number) => number === 22 || number === 42);
      if (first === 22) return { result: 22 };
    }
    const line = this.#line(sent.provider, sent.id);
    if (line === undefined || line.was === 'nothing' || line.account !== sent.account)
      return { result: 42, cents: player.cents };
    if (sent.check.includes(22) && !player.active) return { result: 22 };
    return { result: 0, cents: player.cents, state: line.cancelled ? 'CANCELED' : 'OK' };
  }

  /** Outside the game: once for an id; what says anything else under a taken id is told apart from a repeat. */
  #adjust(sent: Sent, was: 'credit' | 'debit', player: Player): Expected {
    const { id, account, cents } = sent;
    const line = this.#line('the house', id);
    if (line !== undefined) {
      const identical = line.was === was && line.account === account && line.cents === cents;
      return { result: identical ? 41 : 99, cents: player.cents };
    }
    if (was === 'debit' && cents > player.cents) return { result: 31, cents: player.cents };
    player.cents += was === 'debit' ? -cents : cents;
    this.lines.push({ by: 'the house', id, was, account, round: '', cents, cancelled: false });
    return { result: 0, cents: player.cents };
  }

  #takeBack(line: Line, player: Player): void {
    if (!line.cancelled) player.cents += line.was === 'bet' ? line.cents : -line.cents;
    line.cancelled = true;
  }

  /** A cancel of what never came: its place is taken for good. */
  #bury({ provider: by, account }: Sent, id: string): void {
    if (this.#line(by, id) === undefined)
      this.lines.push({ by, id, was: 'nothing', account, round: '', cents: 0n, cancelled: false });
  }
}
