/**
 * An independent statement of the wallet's rules, written from the protocol's text, deliberately naive, and
 * sharing nothing with the wallet: it speaks the wire's numbers, keeps floats out by counting cents, and
 * remembers every transaction as a line in a list.
 */
export interface Sent {
  readonly command:
    'authenticate' | 'balance' | 'bet' | 'win' | 'cancel' | 'status' | 'credit' | 'debit' | 'release' | 'reject';
  readonly provider: string;
  readonly account: string;
  /** A cancel's own where `cancels` is there, else the id of what it cancels. */
  readonly id: string;
  /** What a cancel with an id of its own cancels. */
  readonly cancels?: string;
  readonly round: string;
  readonly cents: bigint;
  /** Of a win: no bet paid for it. */
  readonly bonus?: boolean;
  readonly check: readonly number[];
}

export interface Expected {
  /** 500 where nobody knows how it ends. */
  readonly result: number;
  readonly cents?: bigint;
  readonly state?: 'OK' | 'CANCELED';
  /** What the house found odd about it, as in `day: held`. */
  readonly odd?: readonly string[];
}

/** From where on the house finds a win odd, and whether it holds it then. */
export interface Limit {
  readonly holds: boolean;
  readonly above: bigint;
}

/** In what money a provider plays, and what the house looks at in its wins; what is not there it does not look at. */
export interface House {
  readonly money: string;
  readonly stopped: boolean;
  readonly bet?: Limit;
  readonly win?: Limit;
  readonly times?: Limit;
  readonly day?: Limit;
  readonly hour?: Limit;
  readonly bonus?: Limit;
  readonly bonusDay?: Limit;
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
  /** Of a win that the house held: how it ended. */
  held?: 'waits' | 'paid' | 'refused' | 'given up';
}

interface Player {
  cents: bigint;
  active: boolean;
  money: string;
}

export class Model {
  readonly players = new Map<string, Player>();
  readonly lines: Line[] = [];
  /** By provider. */
  readonly houses = new Map<string, House>();
  /** What counts for the day: wins that were paid at once, and stakes that came back after a win. */
  readonly #counted: { by: string; account: string; cents: bigint; bonus: boolean }[] = [];
  /** By provider: what players have got, less what they have given; without what a person has released. */
  readonly #net = new Map<string, bigint>();

  answer(sent: Sent): Expected {
    const player = this.players.get(sent.account);
    if (player === undefined) return { result: 21 };
    const byHouse = ['credit', 'debit', 'release', 'reject'].includes(sent.command);
    const house = byHouse ? undefined : this.houses.get(sent.provider);
    // Who plays for other money does not know the player.
    if (house !== undefined && house.money !== player.money) return { result: 21 };
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
      case 'release':
      case 'reject':
        return this.#endHold(sent, sent.command, player);
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
      if (number === 41 && line !== undefined) break;
    }
    if (line !== undefined && this.#identical(sent, line)) {
      if (line.held === 'waits') return { result: 500, cents: player.cents };
      if (line.held === 'refused') return { result: 99, cents: player.cents };
    }
    if (this.#stopsAt41(sent, line, tooMuch, player)) return { result: 41, cents: player.cents };
    if (line !== undefined) {
      if (line.was === 'nothing' || line.cancelled || line.held === 'given up')
        return { result: 41, cents: player.cents };
      const identical = this.#identical(sent, line);
      return { result: identical ? 0 : 99, cents: player.cents };
    }
    if (tooMuch) return { result: 31, cents: player.cents };
    const { provider: by, id, account, round, cents } = sent;
    const was = sent.command === 'bet' ? 'bet' : 'win';
    const odd = was === 'win' ? this.#oddWin(sent) : [];
    if (odd.some((what) => what.endsWith('held'))) {
      this.lines.push({ by, id, was, account, round, cents, cancelled: false, held: 'waits' });
      return { result: 500, cents: player.cents, odd };
    }
    this.#pay(by, player, was === 'bet' ? -cents : cents);
    if (was === 'win') this.#counted.push({ by, account, cents, bonus: sent.bonus === true });
    this.lines.push({ by, id, was, account, round, cents, cancelled: false });
    return { result: 0, cents: player.cents, ...(odd.length > 0 && { odd }) };
  }

  #identical(sent: Sent, line: Line): boolean {
    return (
      line.was === sent.command &&
      line.account === sent.account &&
      line.round === sent.round &&
      line.cents === sent.cents
    );
  }

  #stopsAt41(sent: Sent, line: Line | undefined, tooMuch: boolean, player: Player): boolean {
    if (line === undefined) return false;
    const first = sent.check.find(
      (number) => (number === 22 && !player.active) || (number === 31 && tooMuch) || number === 41,
    );
    return first === 41;
  }

  #pay(by: string, player: Player, cents: bigint, byHand = false): void {
    player.cents += cents;
    if (byHand) return;
    this.#net.set(by, (this.#net.get(by) ?? 0n) + cents);
  }

  /** What stands in a round. */
  #standing(by: string, account: string, round: string): { bets: number; stakes: bigint; won: number; wins: bigint } {
    const lines = this.lines.filter(
      (line) => line.by === by && line.account === account && line.round === round && !line.cancelled,
    );
    const bets = lines.filter(({ was }) => was === 'bet');
    const wins = lines.filter(({ was, held }) => was === 'win' && (held === undefined || held === 'paid'));
    const sum = (some: Line[]): bigint => some.reduce((total, { cents }) => total + cents, 0n);
    return { bets: bets.length, stakes: sum(bets), won: wins.length, wins: sum(wins) };
  }

  #oddWin({ provider, account, round, cents, bonus = false }: Sent): string[] {
    const house = this.houses.get(provider);
    if (house === undefined || cents === 0n) return [];
    const { bets, stakes, wins } = this.#standing(provider, account, round);
    const mine = this.#counted.filter((one) => one.by === provider && one.account === account);
    const total = (some: { cents: bigint }[]): bigint => some.reduce((sum, one) => sum + one.cents, cents);
    const found: [string, Limit | undefined, boolean][] = [
      ['bet', house.bet, !bonus && bets === 0],
      ['win', house.win, cents > (house.win?.above ?? 0n)],
      ['times', house.times, !(bonus && bets === 0) && wins + cents > stakes * (house.times?.above ?? 0n)],
      ['day', house.day, total(mine) > (house.day?.above ?? 0n)],
      ['hour', house.hour, (this.#net.get(provider) ?? 0n) + cents > (house.hour?.above ?? 0n)],
      ['bonus', house.bonus, bonus && cents > (house.bonus?.above ?? 0n)],
      ['bonusDay', house.bonusDay, bonus && total(mine.filter((one) => one.bonus)) > (house.bonusDay?.above ?? 0n)],
    ];
    const odd = found.flatMap(([what, limit, is]) =>
      limit !== undefined && is ? [`${what}: ${limit.holds ? 'held' : 'seen'}`] : [],
    );
    return house.stopped ? ['stopped: held', ...odd] : odd;
  }

  /** Who gets a stake back when the round is over, lost or won, has played it for nothing: it counts like a win. */
  #oddCancel(line: Line): string[] {
    const house = this.houses.get(line.by);
    const { bets, stakes, won, wins } = this.#standing(line.by, line.account, line.round);
    if (house === undefined || won === 0 || line.cents === 0n) return [];
    const { by, account, cents } = line;
    this.#counted.push({ by, account, cents, bonus: false });
    const day = this.#counted.filter((one) => one.by === by && one.account === account);
    const total = day.reduce((sum, one) => sum + one.cents, 0n);
    return [
      ...(house.bet !== undefined && bets === 0 ? ['bet: seen'] : []),
      ...(house.times !== undefined && wins > stakes * house.times.above ? ['times: seen'] : []),
      ...(house.day !== undefined && total > house.day.above ? ['day: seen'] : []),
      ...(house.hour !== undefined && (this.#net.get(by) ?? 0n) > house.hour.above ? ['hour: seen'] : []),
    ];
  }

  #endHold(sent: Sent, word: 'release' | 'reject', player: Player): Expected {
    const line = this.#line(sent.provider, sent.id);
    if (line?.held === undefined || line.account !== sent.account) return { result: 42, cents: player.cents };
    if (line.held === 'waits') {
      line.held = word === 'release' ? 'paid' : 'refused';
      if (word === 'release') this.#pay(line.by, player, line.cents, true);
      return { result: 0, cents: player.cents };
    }
    return { result: line.held === (word === 'release' ? 'paid' : 'refused') ? 41 : 99, cents: player.cents };
  }

  /** A cancel that has no id: what it names is what it cancels. */
  #cancelNameless(sent: Sent, player: Player): Expected {
    const line = this.#line(sent.provider, sent.id);
    const mine = line !== undefined && this.#moved(line) && line.account === sent.account;
    for (const number of sent.check) {
      if (number === 22 && !player.active) return { result: 22 };
      if (number === 42 && !mine) break;
    }
    if (!mine) {
      this.#bury(sent, sent.id);
      return { result: 42, cents: player.cents };
    }
    return { result: 0, ...this.#takeBack(line, player), cents: player.cents };
  }

  /** A cancel with an id of its own, which is spent when it was carried out and not before. */
  #cancelNamed(sent: Sent, cancels: string, player: Player): Expected {
    const named = this.#line(sent.provider, cancels);
    const mine = named !== undefined && this.#moved(named) && named.account === sent.account;
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
      return {
        result: spent.was === 'nothing' || spent.cancelled || spent.held === 'given up' ? 41 : 99,
        cents: player.cents,
      };
    }
    if (!mine) {
      this.#bury(sent, cancels);
      return { result: 43, cents: player.cents };
    }
    const taken = this.#takeBack(named, player);
    const { provider: by, id, account } = sent;
    this.lines.push({ by, id, was: 'cancel', account, round: '', cents: 0n, cancelled: false, of: cancels });
    return { result: 0, ...taken, cents: player.cents };
  }

  #status(sent: Sent, player: Player): Expected {
    if (sent.check.includes(22) && !player.active) {
      const [first] = sent.check.filter((number) => number === 22 || number === 42);
      if (first === 22) return { result: 22 };
    }
    const line = this.#line(sent.provider, sent.id);
    const unknown = line === undefined || line.was === 'nothing' || (line.held !== undefined && line.held !== 'paid');
    if (unknown || line.account !== sent.account) return { result: 42, cents: player.cents };
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

  /** Whether money went by it: a bet, or a win that is not held, or no longer. */
  #moved({ was, held }: Line): boolean {
    return was === 'bet' || (was === 'win' && (held === undefined || held === 'paid'));
  }

  #takeBack(line: Line, player: Player): { odd?: string[] } {
    if (line.cancelled) return {};
    line.cancelled = true;
    this.#pay(line.by, player, line.was === 'bet' ? line.cents : -line.cents, line.held === 'paid');
    const odd = line.was === 'bet' ? this.#oddCancel(line) : [];
    return odd.length > 0 ? { odd } : {};
  }

  /** A cancel of what never came: its place is taken for good. */
  #bury({ provider: by, account }: Sent, id: string): void {
    const line = this.#line(by, id);
    if (line?.held === 'waits' && line.account === account) line.held = 'given up';
    if (line === undefined)
      this.lines.push({ by, id, was: 'nothing', account, round: '', cents: 0n, cancelled: false });
  }
}
