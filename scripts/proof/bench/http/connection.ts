import { connect, type Socket } from 'node:net';

export type Answer = 'accepted' | 'refused' | 'failed' | 'dropped';

/** One keep-alive connection that has one callback under way at a time; as little work as can be, so that the server is what is measured. */
export class Connection {
  readonly #socket: Socket;
  readonly #acceptance: string;
  #received = '';
  #answered: ((answer: Answer) => void) | undefined;
  open = true;

  /** An answer with `acceptance` in it is one of what was accepted. */
  constructor(port: number, acceptance = '{"result":0,') {
    this.#acceptance = acceptance;
    this.#socket = connect(port, '127.0.0.1').setNoDelay(true).setEncoding('latin1');
    this.#socket.on('data', (chunk: string) => this.#read(chunk));
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => {
      this.open = false;
      this.#settle('dropped');
    });
  }

  send(request: string, answered: (answer: Answer) => void): void {
    this.#answered = answered;
    if (this.open) this.#socket.write(request, 'latin1');
    else this.#settle('dropped');
  }

  close(): void {
    this.open = false;
    this.#socket.destroy();
  }

  #read(chunk: string): void {
    this.#received += chunk;
    const headEnd = this.#received.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(this.#received)?.[1] ?? 0);
    if (this.#received.length < headEnd + 4 + length) return;
    const text = this.#received;
    this.#received = '';
    if (!text.startsWith('HTTP/1.1 200 ')) this.#settle('failed');
    else this.#settle(text.includes(this.#acceptance) ? 'accepted' : 'refused');
  }

  #settle(answer: Answer): void {
    const answered = this.#answered;
    this.#answered = undefined;
    answered?.(answer);
  }
}
