// As a provider might publish it: it shows the six commands, and nobody should keep money by it.
// It has no tombstones, sums floats, answers a failed check's number as a string, and believes what it gets.
//   TOKEN=… PLAYERS='{"main":1000}' PORT=8000 node callback.mjs
import { createServer } from 'node:http';

const players = new Map(
  Object.entries(JSON.parse(process.env.PLAYERS)).map(([account, balance]) => [
    account,
    { account, balance, active: account !== 'blocked' },
  ]),
);
const transactions = new Map();

const ok = (data) => ({ result: 0, status: 'OK', data });
const error = (result, data) => ({ result, status: 'ERROR', data });

const checks = {
  21: ({ player }) => player !== undefined,
  22: ({ player }) => player.active,
  31: ({ player, data }) => player.balance >= data.amount,
  // Under v4 a cancel has an id of its own, at which nobody looks.
  41: ({ known, command }) => command === 'cancel' || known === undefined,
  42: ({ known }) => known !== undefined,
  43: ({ known }) => known !== undefined,
};

const commands = {
  authenticate: ({ player }) => ok({ account: player.account, balance: player.balance }),
  balance: ({ player }) => ok({ balance: player.balance }),
  bet: (asked) => move(asked, -1),
  win: (asked) => move(asked, 1),
  async cancel({ player, known }) {
    const balance = await load(player);
    player.balance = balance - known.sign * known.amount;
    known.status = 'CANCELED';
    return ok({ balance: player.balance });
  },
  status: ({ player, data, known }) => ok({ account: player.account, ...nameOf(data), trans_status: known.status }),
};

const nameOf = ({ trans_guid, trans_id }) => (trans_guid === undefined ? { trans_id } : { trans_guid });

async function move({ player, id, data }, sign) {
  const balance = await load(player);
  transactions.set(id, { sign, amount: data.amount, game: data.game_code.toLowerCase(), status: 'OK' });
  player.balance = balance + sign * data.amount;
  return ok({ balance: player.balance });
}

/** As from a database. */
const load = (player) => new Promise((resolve) => setTimeout(() => resolve(player.balance), 2));

async function answer({ command, data, check }) {
  const id = String(data.cancel_trans_guid ?? data.trans_guid ?? data.trans_id);
  const asked = { command, data, id, player: players.get(data.account), known: transactions.get(id) };
  for (const number of check.split(',')) {
    if (!checks[number](asked)) return error(number, asked.player && { balance: asked.player.balance });
  }
  return commands[command](asked);
}

createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.on('end', async () => {
    response.setHeader('Content-Type', 'application/json');
    if (request.headers['callback-token'] !== process.env.TOKEN) {
      response.end(JSON.stringify(error('100')));
      return;
    }
    try {
      response.end(JSON.stringify(await answer(JSON.parse(body))));
    } catch (cause) {
      response.statusCode = 500;
      response.end(JSON.stringify({ error: cause.stack }));
    }
  });
}).listen(process.env.PORT, '127.0.0.1', () => console.log('listening'));
