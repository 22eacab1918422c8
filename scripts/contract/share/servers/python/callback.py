"""A callback endpoint with Python's standard library and SQLite: the six commands of contract v1 or v4, with what they need.

    export CONTRACT=v4 CALLBACK_TOKEN=secret DATABASE=wallet.db
    python3 callback.py < ../players.sql    # makes the tables, and runs the SQL that it is given
    python3 callback.py 8080                # serves http://127.0.0.1:8080/callback, or any other path

A player is a row, with the balance in cents: INSERT INTO account (name, active, balance) VALUES ('anna', 1, 100000);
Run one process, behind a proxy that speaks HTTPS. Fields that only inform are not looked at.
"""
import hmac
import json
import os
import re
import sqlite3
import sys
import threading
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CONTRACT, TOKEN = os.environ['CONTRACT'], os.environ['CALLBACK_TOKEN'].encode() or sys.exit('CALLBACK_TOKEN is empty')
# The field that names a transaction, and the one that names what a cancel undoes. In v1 a cancel has no id of its own.
OWN, TARGET = {'v1': ('trans_id', 'trans_id'), 'v4': ('trans_guid', 'cancel_trans_guid')}[CONTRACT]
CANCELS_HAVE_IDS = OWN != TARGET
MAX_BODY, MAX_CENTS = 65_536, 10**18
TABLES = """
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS account (name TEXT PRIMARY KEY, active INTEGER NOT NULL, balance INTEGER NOT NULL);
-- A row for each id that is spent. kind: bet, win, cancel or tombstone; round: of a cancel, what it undid.
CREATE TABLE IF NOT EXISTS movement (id TEXT PRIMARY KEY, kind TEXT NOT NULL, account TEXT NOT NULL, round TEXT,
  amount INTEGER NOT NULL, cancelled INTEGER NOT NULL DEFAULT 0);
"""
ID = {'v1': '[1-9][0-9]{0,18}', 'v4': r'(?![\s\ufeff])[^\x00-\x1f\x7f-\x9f]{1,64}(?<![\s\ufeff])'}[CONTRACT]
CHECKS = '( *[0-9]{1,9} *(, *[0-9]{1,9} *)*)?'
PATTERNS = {'account': r'[^\s\ufeff\x00-\x1f\x7f-\x9f]{1,64}', 'round_id': r'[^\x00-\x1f\x7f]{1,255}', OWN: ID, TARGET: ID}
MOVED = ['account', OWN, 'round_id', 'amount']
REQUIRED = {'authenticate': ['account'], 'balance': ['account'], 'bet': MOVED, 'win': MOVED,
            'cancel': ['account', OWN, TARGET], 'status': ['account', OWN]}


class Violation(Exception):
    """The request is outside the contract: the HTTP status, and what is wrong."""


def demand(holds, message, http_status=400):
    if not holds:
        raise Violation(http_status, message)


def is_right(field, value):
    if field == 'amount':  # Compared, never calculated with: in that Decimal is exact, whatever its exponent.
        is_number = type(value) in (int, Decimal) and 0 <= value <= 10**16
        return is_number and Decimal(value).quantize(Decimal('0.01')) == value
    is_number = field in (OWN, TARGET) and CONTRACT == 'v1'
    text = str(value) if is_number and type(value) is int else value
    return isinstance(text, str) and re.fullmatch(PATTERNS[field], text) and (not is_number or int(text) < 2**63)


def read(body):
    """The command, its data and its checks."""
    try:
        request = json.loads(body.decode(), parse_float=Decimal, parse_constant=int)  # int refuses NaN and Infinity
        json.dumps(request, ensure_ascii=False, default=str).encode()  # refuses half a character, as in "\ud800"
    except (ValueError, RecursionError):
        raise Violation(400, 'the body is not valid JSON') from None
    demand(isinstance(request, dict), 'the body must be an object')
    command, data, stamp, check = (request.get(field) for field in ('command', 'data', 'timestamp', 'check'))
    demand(isinstance(command, str) and command in REQUIRED, 'command must be one of the commands of this contract')
    demand(isinstance(data, dict), 'data must be an object')
    demand(isinstance(stamp, str) and 1 <= len(stamp) <= 32, 'timestamp must be a string of 1 to 32 characters')
    demand(isinstance(check, str) and len(check) <= 128 and re.fullmatch(CHECKS, check), 'check must be a list of numbers')
    fields = REQUIRED[command]
    if command == 'cancel' and CANCELS_HAVE_IDS:
        misspelt = data.get('cancle_trans_guid', data.get(TARGET))
        demand(data.setdefault(TARGET, misspelt) == misspelt, f'data.{TARGET} and data.cancle_trans_guid must be the same')
        demand(data.get(OWN) != data[TARGET], f'data.{TARGET} must not be the {OWN} of the cancel itself')
        fields = [*fields, 'amount'] if 'amount' in data else fields
    for field in fields:
        demand(is_right(field, data.get(field)), f'data.{field} is missing, or not what the contract says')
    return command, data, [int(number) for number in check.split(',') if number.strip()]


# What follows runs in a database transaction beside which nobody else writes.
database = sqlite3.connect(os.environ['DATABASE'], timeout=1.5, isolation_level=None, check_same_thread=False)
database.row_factory = sqlite3.Row
database.execute('PRAGMA synchronous = FULL')
lock = threading.Lock()


def movement(an_id):
    return database.execute('SELECT * FROM movement WHERE id = ?', (str(an_id),)).fetchone()


def record(an_id, kind, account, about, amount):
    row = str(an_id), kind, account['name'], about, amount
    database.execute('INSERT INTO movement (id, kind, account, round, amount) VALUES (?, ?, ?, ?, ?)', row)


def add(account, cents):
    """Whether the new balance is one that the contract can tell."""
    if abs(account['balance'] + cents) > MAX_CENTS:
        return False
    database.execute('UPDATE account SET balance = balance + ? WHERE name = ?', (cents, account['name']))
    return True


def first_failure(checks, failing):
    return next((check for check in checks if failing.get(check)), None)


def repeated(own, *told):
    """The result of a repeat, where check 41 is not asked for."""
    if own['kind'] == 'tombstone' or own['cancelled']:
        return 41
    return 0 if (own['kind'], own['account'], own['round'], own['amount']) == told else 99


def move(command, data, checks, account):
    amount, own = int(Decimal(data['amount']).scaleb(2)), movement(data[OWN])
    short = command == 'bet' and amount > account['balance']
    failed = first_failure(checks, {22: not account['active'], 31: short, 41: own})
    if failed or own:
        return failed or repeated(own, command, account['name'], data['round_id'], amount)
    if short or not add(account, -amount if command == 'bet' else amount):
        return 31 if short else 99
    record(data[OWN], command, account, data['round_id'], amount)
    return 0


def cancel(data, checks, account):
    own, target = movement(data[OWN]) if CANCELS_HAVE_IDS else None, movement(data[TARGET])
    lost = not target or target['account'] != account['name'] or target['kind'] not in ('bet', 'win')
    failed = first_failure(checks, {22: not account['active'], 41: own, 42: lost, 43: lost and CANCELS_HAVE_IDS})
    if failed in (22, 41):
        return failed
    if own and not failed:
        return repeated(own, 'cancel', account['name'], data[TARGET], 0)
    if lost:
        if not target:  # Remembered: should the bet or win arrive later, it finds its id spent.
            record(data[TARGET], 'tombstone', account, None, 0)
        return failed or (43 if CANCELS_HAVE_IDS else 42)
    if not target['cancelled']:
        if not add(account, target['amount'] if target['kind'] == 'bet' else -target['amount']):
            return 99
        database.execute('UPDATE movement SET cancelled = 1 WHERE id = ?', (target['id'],))
    if CANCELS_HAVE_IDS:
        record(data[OWN], 'cancel', account, data[TARGET], 0)
    return 0


def carry_out(command, data, checks):
    """The result, and `data` of the reply as JSON: money is written digit by digit."""
    find = 'SELECT * FROM account WHERE name = ?', (data['account'],)
    account = database.execute(*find).fetchone()
    if account is None:
        return 21, None
    if command in ('bet', 'win'):
        result = move(command, data, checks, account)
    elif command == 'cancel':
        result = cancel(data, checks, account)
    else:
        found = movement(data[OWN]) if command == 'status' else None
        lost = command == 'status' and (not found or found['account'] != account['name'] or found['kind'] == 'tombstone')
        result = first_failure(checks, {22: not account['active'], 42: lost}) or (42 if lost else 0)
    if result == 22:
        return 22, None
    if result == 0 and command == 'status':
        state = 'CANCELED' if found['cancelled'] else 'OK'
        return 0, json.dumps({'account': account['name'], OWN: data[OWN], 'trans_status': state})
    named = f'"account": {json.dumps(account["name"])}, ' if command == 'authenticate' else ''
    cents = database.execute(*find).fetchone()['balance']
    return result, f'{{{named}"balance": {"-" if cents < 0 else ""}{abs(cents) // 100}.{abs(cents) % 100:02d}}}'


def reply(result, data=None, message=None):
    more = (f', "data": {data}' if data else '') + (f', "message": {json.dumps(message)}' if message else '')
    return f'{{"result": {result}, "status": "{"ERROR" if result else "OK"}"{more}}}'


def answer(body):
    command, data, checks = read(body)
    with lock:
        try:
            database.execute('BEGIN IMMEDIATE')
            result, told = carry_out(command, data, checks)
            database.execute('COMMIT')
            return 200, reply(result, told)
        except Exception as error:
            # Committed? Unknown, says HTTP 500, and is always safe: a repeat moves nothing, a cancel finds what is there.
            print(f'{command}: {error}', file=sys.stderr)
            if database.in_transaction:
                database.execute('ROLLBACK')
            return 500, reply(99, message='the outcome is unknown')


class Callback(BaseHTTPRequestHandler):
    protocol_version, timeout, disable_nagle_algorithm = 'HTTP/1.1', 30, True

    def do_POST(self):
        try:
            if not hmac.compare_digest(self.headers.get('Callback-Token', '').encode('latin-1'), TOKEN):
                return self.send(200, reply(100))
            demand(self.command == 'POST', 'the method must be POST', 405)
            media_type = self.headers.get('Content-Type', '').split(';')[0].strip().lower()
            demand(media_type == 'application/json', 'the Content-Type must be application/json', 415)
            self.send(*answer(self.body()), whole=True)
        except Violation as violation:
            self.send(violation.args[0], reply(99, message=violation.args[1]))

    log_message = lambda *_: None
    do_GET = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_POST

    def body(self):
        try:
            if 'Transfer-Encoding' not in self.headers:
                return self.take(int(self.headers.get('Content-Length', 0)))
            body = b''
            while size := int(self.rfile.readline(64).split(b';')[0], 16):
                body += self.take(size, len(body))
                self.rfile.readline(2)
            self.rfile.readline(2)
            return body
        except ValueError:
            raise Violation(400, 'the length of the body can not be read') from None

    def take(self, size, before=0):
        demand(0 <= size <= MAX_BODY - before, 'the body is too large', 413)
        return self.rfile.read(size)

    def send(self, http_status, text, whole=False):
        # What was not read of a request would be taken for the next one.
        self.close_connection = self.close_connection or not whole
        self.send_response_only(http_status)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(text)))
        self.send_header('Connection', 'close' if self.close_connection else 'keep-alive')
        self.end_headers()
        self.wfile.write(text.encode())


if len(sys.argv) > 1:
    ThreadingHTTPServer.request_queue_size = 128
    server = ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Callback)
    print(f'answers callbacks at http://127.0.0.1:{server.server_port}/callback', flush=True)
    server.serve_forever()
else:
    try:
        database.executescript(TABLES + sys.stdin.read())
    except sqlite3.IntegrityError:
        sys.exit('the players are there already: nothing was changed')
