<?php
/*
 * A callback endpoint with PDO, on SQLite, MySQL or MariaDB: the six commands of contract v1 or v4, with all that they need.
 *
 *     export CONTRACT=v4 CALLBACK_TOKEN=secret DATABASE=sqlite:wallet.db
 *     php callback.php < ../players.sql                             # makes the tables, and runs the SQL that it is given
 *     PHP_CLI_SERVER_WORKERS=8 php -S 127.0.0.1:8080 callback.php   # or any web server that runs PHP 8.1, behind HTTPS
 *
 * On MySQL: DATABASE='mysql:host=127.0.0.1;dbname=wallet;user=wallet;password=secret'. Fields that only inform are not looked at.
 * A player is a row, with the balance in cents: INSERT INTO account (name, active, balance) VALUES ('anna', 1, 100000);
 */
declare(strict_types=1);
ini_set('display_errors', '0');
foreach (['CONTRACT', 'CALLBACK_TOKEN', 'DATABASE'] as $name)
    define($name, getenv($name) ?: throw new RuntimeException("the environment has no $name"));
const MAX_BODY = 65536, MAX_CENTS = 10 ** 18;
define('IS_MYSQL', str_starts_with(DATABASE, 'mysql:'));
// The field that names a transaction, and the one that names what a cancel undoes. In v1 a cancel has no id of its own.
const OWN = ['v1' => 'trans_id', 'v4' => 'trans_guid'][CONTRACT];
const TARGET = ['v1' => 'trans_id', 'v4' => 'cancel_trans_guid'][CONTRACT];
const CANCELS_HAVE_IDS = OWN !== TARGET;
// A row of movement for each id that is spent, as bet, win, cancel or tombstone. Its round is, of a cancel, what it undid.
const BYTES = IS_MYSQL ? 'VARBINARY(1020)' : 'TEXT';
const TABLES = [
    IS_MYSQL ? 'DO 0' : 'PRAGMA journal_mode = WAL',
    'CREATE TABLE IF NOT EXISTS account (name ' . BYTES . ' PRIMARY KEY, active INTEGER NOT NULL, balance BIGINT NOT NULL)',
    'CREATE TABLE IF NOT EXISTS movement (id ' . BYTES . ' PRIMARY KEY, kind VARCHAR(9) NOT NULL, account ' . BYTES . ' NOT NULL,
       round ' . BYTES . ', amount BIGINT NOT NULL, cancelled INTEGER NOT NULL DEFAULT 0)',
];
const ID = CONTRACT === 'v1' ? '/^[1-9]\d{0,18}$/D' : '/^(?![\p{Z}\x{feff}])[^\x00-\x1f\x7f-\x9f]{1,64}(?<![\p{Z}\x{feff}])$/Du';
const PATTERNS = ['account' => '/^[^\p{Z}\x{feff}\x00-\x1f\x7f-\x9f]{1,64}$/Du', 'round_id' => '/^[^\x00-\x1f\x7f]{1,255}$/Du',
    OWN => ID, TARGET => ID];
const MOVED = ['account', OWN, 'round_id', 'amount'];
const REQUIRED = ['authenticate' => ['account'], 'balance' => ['account'], 'bet' => MOVED, 'win' => MOVED,
    'cancel' => ['account', OWN, TARGET], 'status' => ['account', OWN]];

/** The request is outside the contract: its code is the HTTP status. */
final class Violation extends Exception {}
/** A number of the request, as it was written: json_decode would make a float of it. */
final class Number { function __construct(public readonly string $text) {} }

function demand(bool $holds, string $message, int $httpStatus = 400): void {
    if (!$holds) throw new Violation($message, $httpStatus);
}

function decode(string $body): array {
    $request = json_decode($body, true, 64);
    demand(is_array($request) && !array_is_list($request), 'the body must be a JSON object');
    // Numbers become strings that begin as no string of the sender can.
    $mark = bin2hex(random_bytes(16));
    $number = '/"(?:[^"\\\\]|\\\\.)*+"(*SKIP)(*FAIL)|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/';
    $request = json_decode(preg_replace($number, "\"$mark$0\"", $body), true, 64);
    array_walk_recursive($request, function (mixed &$value) use ($mark): void {
        if (is_string($value) && str_starts_with($value, $mark)) $value = new Number(substr($value, strlen($mark)));
    });
    return $request;
}

/** The amount in cents, if it is one: without a float, also where it is written with an exponent. */
function cents(mixed $amount): ?int {
    $form = '/^(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,5}))?$/D';
    if (!$amount instanceof Number || !preg_match($form, $amount->text, $parts)) return null;
    [, $whole, $fraction, $exponent] = $parts + [2 => '', 3 => '0'];
    $digits = ltrim($whole . $fraction, '0');
    $significant = rtrim($digits, '0');
    if ($significant === '') return 0;
    $zeros = 2 + (int) $exponent - strlen($fraction) + strlen($digits) - strlen($significant);
    if ($zeros < 0 || strlen($significant) + $zeros > 19) return null;
    $cents = (int) ($significant . str_repeat('0', $zeros));
    return $cents <= MAX_CENTS ? $cents : null;
}

function isRight(string $field, mixed $value): bool {
    if ($field === 'amount') return cents($value) !== null;
    $isNumber = CONTRACT === 'v1' && $field === OWN;
    $text = $isNumber && $value instanceof Number ? $value->text : $value;
    $fits = is_string($text) && preg_match(PATTERNS[$field], $text) === 1;
    return $fits && (!$isNumber || filter_var($text, FILTER_VALIDATE_INT) !== false);
}

/** The command, its data and its checks. */
function read(string $body): array {
    $request = decode($body);
    [$command, $data, $stamp, $check] = array_map(fn ($key) => $request[$key] ?? null, ['command', 'data', 'timestamp', 'check']);
    demand(is_string($command) && array_key_exists($command, REQUIRED), 'command must be one of the commands of this contract');
    demand(is_array($data) && !array_is_list($data), 'data must be an object');
    demand(is_string($stamp) && preg_match('/^.{1,32}$/Dsu', $stamp), 'timestamp must be a string of 1 to 32 characters');
    $numbers = '/^( *\d{1,9} *(, *\d{1,9} *)*)?$/D';
    demand(is_string($check) && strlen($check) <= 128 && preg_match($numbers, $check), 'check must be a list of numbers');
    $fields = REQUIRED[$command];
    if ($command === 'cancel' && CANCELS_HAVE_IDS) {
        $misspelt = $data['cancle_trans_guid'] ?? $data[TARGET] ?? null;
        $data[TARGET] ??= $misspelt;
        demand($data[TARGET] === $misspelt, 'data.' . TARGET . ' and data.cancle_trans_guid must be the same');
        demand(($data[OWN] ?? null) !== $data[TARGET], 'data.' . TARGET . ' must not be the ' . OWN . ' of the cancel itself');
        if (array_key_exists('amount', $data)) $fields[] = 'amount';
    }
    foreach ($fields as $field)
        demand(isRight($field, $data[$field] ?? null), "data.$field is missing, or not what the contract says");
    return [$command, $data, array_map('intval', explode(',', $check))];
}

function database(): PDO {
    static $pdo = null;
    if ($pdo) return $pdo;
    $pdo = new PDO(DATABASE, options: [PDO::ATTR_PERSISTENT => true, PDO::ATTR_TIMEOUT => 1]);
    // A lock is waited for no longer than a second: shorter than the shortest deadline.
    $pdo->exec(IS_MYSQL
        ? 'SET NAMES utf8mb4; SET innodb_lock_wait_timeout = 1; SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED'
        : 'PRAGMA busy_timeout = 1000; PRAGMA synchronous = FULL');
    return $pdo;
}

function query(string $sql, string|int|null ...$values): array|false {
    $statement = database()->prepare($sql);
    foreach ($values as $index => $value)
        $statement->bindValue($index + 1, $value, is_int($value) ? PDO::PARAM_INT : PDO::PARAM_STR);
    $statement->execute();
    return $statement->columnCount() > 0 ? $statement->fetch(PDO::FETCH_ASSOC) : false;
}

/** In one database transaction: the result, and `data` of the reply as JSON. */
function settle(string $command, array $data, array $checks): array {
    // MySQL locks the player's row. SQLite has one writer, and a lock of our own lets them come in turn.
    $turn = IS_MYSQL || !in_array($command, ['bet', 'win', 'cancel'], true) ? null : fopen(substr(DATABASE, 7) . '-turn', 'c');
    if ($turn) flock($turn, LOCK_EX);
    for ($attempt = 1; ; $attempt++) {
        database()->beginTransaction();
        try {
            $answer = carryOut($command, $data, $checks);
            break;
        } catch (PDOException $error) {
            database()->rollBack();
            // Another player's callback took the id in the same moment, or the database ended a deadlock: look again.
            if ($attempt === 3 || !in_array($error->getCode(), ['23000', '40001'], true)) throw $error;
        }
    }
    database()->commit();
    return $answer;
}

function carryOut(string $command, array $data, array $checks): array {
    $find = 'SELECT * FROM account WHERE name = ?' . (IS_MYSQL ? ' FOR UPDATE' : '');
    $account = query($find, $data['account']);
    if (!$account) return [21, null];
    $found = $command === 'status' ? movement($data[OWN]) : false;
    $lost = $command === 'status' && (!$found || $found['account'] !== $account['name'] || $found['kind'] === 'tombstone');
    $result = match ($command) {
        'bet', 'win' => move($command, $data, $checks, $account),
        'cancel' => cancel($data, $checks, $account),
        default => firstFailure($checks, [22 => !$account['active'], 42 => $lost]) ?: ($lost ? 42 : 0),
    };
    if ($result === 22) return [22, null];
    $named = '"account":' . json($account['name']);
    $state = json($found && $found['cancelled'] ? 'CANCELED' : 'OK');
    if ($result === 0 && $command === 'status') return [0, sprintf('{%s,"%s":%s,"trans_status":%s}', $named, OWN, json($data[OWN]), $state)];
    $balance = '"balance":' . inUnits(query($find, $data['account'])['balance']);
    return [$result, $result === 0 && $command === 'authenticate' ? "{{$named},$balance}" : "{{$balance}}"];
}

function move(string $command, array $data, array $checks, array $account): int {
    [$amount, $own] = [cents($data['amount']), movement($data[OWN])];
    $short = $command === 'bet' && $amount > $account['balance'];
    $failed = firstFailure($checks, [22 => !$account['active'], 31 => $short, 41 => $own !== false]);
    if ($failed) return $failed;
    if ($own) return repeated($own, [$command, $account['name'], $data['round_id'], $amount]);
    if ($short) return 31;
    if (!add($account, $command === 'bet' ? -$amount : $amount)) return 99;
    record($data[OWN], $command, $account, $data['round_id'], $amount);
    return 0;
}

function cancel(array $data, array $checks, array $account): int {
    [$own, $target] = [CANCELS_HAVE_IDS ? movement($data[OWN]) : false, movement($data[TARGET])];
    $lost = !$target || $target['account'] !== $account['name'] || !in_array($target['kind'], ['bet', 'win'], true);
    $failed = firstFailure($checks, [22 => !$account['active'], 41 => $own !== false, 42 => $lost, 43 => $lost && CANCELS_HAVE_IDS]);
    if ($failed === 22 || $failed === 41) return $failed;
    if ($own && !$failed) return repeated($own, ['cancel', $account['name'], $data[TARGET], 0]);
    if ($lost) {
        // Remembered: should the bet or win arrive later, it finds its id spent.
        if (!$target) record($data[TARGET], 'tombstone', $account, null, 0);
        return $failed ?: (CANCELS_HAVE_IDS ? 43 : 42);
    }
    if (!$target['cancelled']) {
        if (!add($account, $target['kind'] === 'bet' ? $target['amount'] : -$target['amount'])) return 99;
        query('UPDATE movement SET cancelled = 1 WHERE id = ?', $target['id']);
    }
    if (CANCELS_HAVE_IDS) record($data[OWN], 'cancel', $account, $data[TARGET], 0);
    return 0;
}

function movement(string|Number $id): array|false {
    return query('SELECT * FROM movement WHERE id = ?', $id instanceof Number ? $id->text : $id);
}

function record(string|Number $id, string $kind, array $account, ?string $about, int $amount): void {
    $row = [$id instanceof Number ? $id->text : $id, $kind, $account['name'], $about, $amount];
    query('INSERT INTO movement (id, kind, account, round, amount) VALUES (?, ?, ?, ?, ?)', ...$row);
}

/** Whether the new balance is one that the contract can tell. */
function add(array $account, int $cents): bool {
    if (abs($account['balance'] + $cents) > MAX_CENTS) return false;
    query('UPDATE account SET balance = balance + ? WHERE name = ?', $cents, $account['name']);
    return true;
}

function firstFailure(array $checks, array $failing): ?int {
    foreach ($checks as $check) if ($failing[$check] ?? false) return $check;
    return null;
}

/** The result of a repeat, where check 41 is not asked for. */
function repeated(array $own, array $told): int {
    if ($own['kind'] === 'tombstone' || $own['cancelled']) return 41;
    return [$own['kind'], $own['account'], $own['round'], $own['amount']] === $told ? 0 : 99;
}

function inUnits(int $cents): string {
    return sprintf('%s%d.%02d', $cents < 0 ? '-' : '', intdiv(abs($cents), 100), abs($cents) % 100);
}

function json(string|Number $value): string {
    return $value instanceof Number ? $value->text : json_encode($value, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
}

function send(int $result, ?string $data = null, ?string $message = null, int $httpStatus = 200): void {
    http_response_code($httpStatus);
    header('Content-Type: application/json');
    $more = ($data === null ? '' : ",\"data\":$data") . ($message === null ? '' : ',"message":' . json($message));
    echo '{"result":', $result, ',"status":"', $result === 0 ? 'OK' : 'ERROR', "\"$more}";
}

if (PHP_SAPI === 'cli') foreach ([...TABLES, stream_get_contents(STDIN)] as $sql) database()->exec($sql);
elseif (!hash_equals(CALLBACK_TOKEN, $_SERVER['HTTP_CALLBACK_TOKEN'] ?? '')) send(100);
else try {
    demand($_SERVER['REQUEST_METHOD'] === 'POST', 'the method must be POST', 405);
    $mediaType = strtolower(trim(explode(';', $_SERVER['CONTENT_TYPE'] ?? '')[0]));
    demand($mediaType === 'application/json', 'the Content-Type must be application/json', 415);
    $body = file_get_contents('php://input', length: MAX_BODY + 1);
    demand(strlen($body) <= MAX_BODY, 'the body is too large', 413);
    send(...settle(...read($body)));
} catch (Violation $violation) {
    send(99, null, $violation->getMessage(), $violation->getCode());
} catch (Throwable $error) {
    // Was it committed? Unknown, says HTTP 500, and is always safe: a repeat moves nothing, a cancel finds what is there.
    error_log($error->getMessage());
    send(99, null, 'the outcome is unknown', 500);
}
