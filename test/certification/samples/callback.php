<?php
// As a provider might publish it: it shows the six commands, and nobody should keep money by it.
// It has no tombstones, sums floats, answers a failed check's number as a string, and believes what it gets.
//   TOKEN=… TOKEN_FROM=server|headers DATABASE=… PLAYERS='{"main":1000}' php -S 127.0.0.1:8000 callback.php

$db = new PDO('sqlite:' . getenv('DATABASE'));
$db->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
$db->exec('CREATE TABLE IF NOT EXISTS players (account TEXT, balance REAL, active INTEGER)');
$db->exec('CREATE TABLE IF NOT EXISTS transactions (trans_id TEXT, account TEXT, round_id TEXT, game_code TEXT, amount REAL, type INTEGER, status TEXT)');
if ($db->query('SELECT count(*) FROM players')->fetchColumn() == 0)
    foreach (json_decode(getenv('PLAYERS'), true) as $account => $balance)
        $db->exec("INSERT INTO players VALUES ('$account', $balance, " . ($account === 'blocked' ? 0 : 1) . ')');

// Two ways that are both seen: the second one knows the header by its letters alone.
$token = '';
if (getenv('TOKEN_FROM') === 'server') {
    $token = $_SERVER['HTTP_CALLBACK_TOKEN'] ?? '';
} else {
    foreach (apache_request_headers() as $name => $value)
        if ($name === 'Callback-Token') $token = $value;
}

header('Content-Type: application/json');

function reply($result, $data = null) {
    $body = ['result' => $result, 'status' => $result === 0 ? 'OK' : 'ERROR'];
    if ($data !== null) $body['data'] = $data;
    echo json_encode($body);
    exit;
}

if ($token !== getenv('TOKEN')) reply(100);

$request = json_decode(file_get_contents('php://input'), true);
$data = $request['data'];
// Under v4 a cancel has an id of its own, at which nobody looks.
$id = $data['cancel_trans_guid'] ?? $data['trans_guid'] ?? $data['trans_id'] ?? '';
$name = isset($data['trans_guid']) ? 'trans_guid' : 'trans_id';

$player = $db->query("SELECT * FROM players WHERE account = '{$data['account']}'")->fetch();
$known = $db->query("SELECT * FROM transactions WHERE trans_id = '$id'")->fetch();
$balance = $player['balance'] ?? 0;

foreach (explode(',', $request['check']) as $check) {
    if ($check == '21' && !$player) reply('21');
    if ($check == '22' && !$player['active']) reply('22');
    if ($check == '31' && $balance < $data['amount']) reply('31', ['balance' => $balance]);
    if ($check == '41' && $request['command'] !== 'cancel' && $known) reply('41', ['balance' => $balance]);
    if ($check == '42' && !$known) reply('42', ['balance' => $balance]);
    if ($check == '43' && !$known) reply('43', ['balance' => $balance]);
}

switch ($request['command']) {
    case 'authenticate':
        reply(0, ['account' => $data['account'], 'balance' => $balance]);
    case 'balance':
        reply(0, ['balance' => $balance]);
    case 'bet':
    case 'win':
        $balance += $request['command'] === 'bet' ? -$data['amount'] : $data['amount'];
        $db->exec("INSERT INTO transactions VALUES ('$id', '{$data['account']}', '{$data['round_id']}', '{$data['game_code']}', {$data['amount']}, {$data['type']}, 'OK')");
        $db->exec("UPDATE players SET balance = $balance WHERE account = '{$data['account']}'");
        reply(0, ['balance' => $balance]);
    case 'cancel':
        $balance += $known['type'] == 1 ? $known['amount'] : -$known['amount'];
        $db->exec("UPDATE transactions SET status = 'CANCELED' WHERE trans_id = '$id'");
        $db->exec("UPDATE players SET balance = $balance WHERE account = '{$data['account']}'");
        reply(0, ['balance' => $balance]);
    case 'status':
        reply(0, ['account' => $data['account'], $name => $data[$name], 'trans_status' => $known['status']]);
}
reply('99');
