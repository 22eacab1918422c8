/** What the test operator can be told to do wrong, each in one sentence. */

/** Of a cancel, and of what is left of it: the code that v4 changes most. */
export const defectsOfCancels = {
  // Tombstones.
  'no-tombstone': 'forgets the cancel of an unknown transaction',
  'tombstone-per-account': 'honours a tombstone only for the account that left it',
  'tombstone-bet-only': 'honours a tombstone for bets, not for wins',
  'tombstone-needs-41': 'honours a tombstone only when 41 is asked',
  'win-tombstone-needs-41': 'honours a tombstone for wins only when 41 is asked',
  'tombstones-forgotten': 'remembers only the last three tombstones',
  'tombstone-when-42-asked': 'leaves a tombstone only when 42 is asked of the cancel; answers 42 either way',
  'tombstone-answers-0': 'answers 0 instead of 41 to a bet or win that is buried; moves nothing',
  'tombstone-status-known': 'answers CANCELED to the status of a tombstone',
  'tombstone-cancel-accepted': 'answers 0 to the repeated cancel of an unknown transaction',
  'tombstone-on-refused-cancel': 'leaves a tombstone for a cancel that was refused with 22',
  'refused-cancel-no-tombstone': 'leaves no tombstone when the cancelled bet had been refused with 31',

  // Cancels.
  'double-refund': 'gives back again at every cancel',
  'minting-cancel': 'answers 0 to the cancel of an unknown transaction and credits 1.00',
  'unknown-cancel-accepted': 'answers 0 to the cancel of an unknown transaction; moves and remembers nothing',
  'cancel-win-ignored': 'answers 0 to the cancel of a win and leaves the winnings',
  'cancel-win-credits': 'credits at the cancel of a win, as if it were a bet',
  'cancel-win-clamped': 'takes a win back only down to a balance of zero',
  'cancel-win-refused-when-spent': 'answers 31 to the cancel of a win that was spent',
  'cancel-of-bets-only': 'answers 42 to the cancel of a win',
  'cancel-any-account': "cancels another account's transaction",
  'cancel-any-account-of-wins': "cancels another account's win",
  'cancel-of-round': 'cancels all of the round that a bet belongs to',
  'cancel-settled-ignored': 'answers 0 to the cancel of a bet whose round has a win, and gives nothing back',
  'foreign-cancel-blocks': 'answers 42 to a cancel from another account, but marks the transaction as cancelled',
  'second-cancel-refused': 'answers 42 to the second cancel',
  'bet-after-cancel-taken': 'takes a bet again after its cancel',
  'win-after-cancel-taken': 'takes a win again after its cancel',
  'cancelled-win-taken-unasked': 'takes a win again after its cancel when 41 is not asked',
  'cancelled-repeat-without-41-accepted':
    'answers 0 to a repeat of a cancelled bet that does not ask 41; moves nothing',
  'cancel-needs-round': 'demands a round_id of a cancel',

  'cancel-amount-believed': 'gives back what the cancel says',

  // Memory that ends.
  'dedupe-expires': 'remembers a bet for two seconds',
  'win-dedupe-expires': 'remembers a win for two seconds',
  'dedupe-by-second': 'takes a repeat with another timestamp',
  'dedupe-forgets-50': 'remembers the last fifty transactions',
  'tombstone-expires': 'remembers a tombstone for two seconds',
  'cancelled-expires': 'takes a cancelled bet again after two seconds',
  'refund-expires': 'gives back again at a cancel that comes two seconds after the first',
  'late-cancel-unknown': 'answers that it is unknown to the cancel of what is two seconds old',
  'status-expires': 'knows no status of what is two seconds old',
  'forgets-at-restart': 'knows nothing of transactions after a restart, but the balances',
  'tombstones-end-at-restart': 'knows nothing of tombstones after a restart',
  'session-expires': 'refuses a bet two seconds after the player was authenticated',

  // Who may not play.
  'inactive-win-unpaid': 'answers 0 to the win of an inactive player and pays nothing',
  'inactive-cancel-unpaid': 'answers 0 to the cancel of an inactive player and gives nothing back',
  'refused-22-spends-id': 'records a win refused with 22: without 22 it answers 41',
  'check-22-of-balance-only': 'makes check 22 for balance only',

  // Status.
  'status-any-account': "tells the status of another account's transaction",
  'status-never-cancelled': 'answers OK also for what was cancelled',
  'status-cancelled-misspelt': 'answers CANCELLED',
  'status-of-bets-only': 'knows no wins',
  'refused-status-ok': 'answers OK to the status of a bet refused with 31',
  'status-cached': 'answers the status that it told first',
  'status-of-cancelled-win-ok': 'answers OK to the status of a cancelled win',
  'status-unknown-ok': 'answers OK to the status of an unknown transaction',
} as const satisfies Record<string, string>;

/** Of everything else that both contracts have. */
export const otherDefects = {
  // Money under concurrency.
  'lost-update': 'reads the balance, waits, and writes the sum back: parallel movements overwrite each other',
  'check-then-insert-race': 'waits between looking for a transaction and recording it: parallel repeats are all taken',
  'win-race': 'does the same, but for wins only',
  'overdraw-race': 'waits between checking the balance and debiting it: parallel bets overdraw',
  'refund-race': 'waits between looking whether it is cancelled and giving back: parallel cancels refund twice',
  'win-refund-race': 'waits between looking whether a win is cancelled and taking it back',
  'cancel-race':
    'knows nothing of a bet in progress: its cancel answers 42 and leaves no tombstone, then the bet commits',
  'slow-bets': 'takes 2.5 s for a bet',
  'slow-balance': 'takes 2.5 s for a balance',
  'one-lock-for-all': 'lets the movements of all players wait for each other, 30 ms each',
  'slow-under-load': 'carries out one request at a time, 60 ms each',

  // Two players at once.
  'account-mixed-up': 'names in the reply to authenticate the account of the last request',
  'balance-mixed-up': 'answers authenticate and balance with the balance of who asked last',
  'request-variable-shared': 'carries out the bet or win that came last in place of the one before',

  // Repeats.
  'no-dedupe-bet': 'takes a repeated bet again',
  'no-dedupe-win': 'takes a repeated win again',
  'dedupe-by-amount-too': 'takes a repeat with another amount',
  'dedupe-per-account': 'takes a known id that comes from another account',
  'dedupe-per-command': 'takes the id of a bet again as a win, and the reverse',
  'dedupe-per-game': 'takes a known id that comes in another game',
  'round-once': 'takes a second bet or win of a round and amount for a repeat',
  'cancel-of-last-bet': 'gives back at a cancel what the last bet of the round was',
  'round-over': 'refuses a bet whose round has a win, or a cancelled bet',
  'dedupe-by-round': 'takes the round for the transaction: the win of a round is refused as the repeat of its bet',
  'dedupe-forgets': 'remembers only the last three transactions',
  'dedupe-only-when-asked': 'takes a repeat again when 41 is not asked',
  'dedupe-per-round': 'takes a known id that comes with another round',
  'win-dedupe-by-amount-too': 'takes a repeated win with another amount',
  'win-dedupe-per-account': 'takes the known id of a win that comes from another account',
  'win-dedupe-forgets': 'remembers only the last three wins',
  'win-dedupe-only-when-asked': 'takes a repeated win again when 41 is not asked',
  'repeat-accepted': 'answers 0 instead of 41 to an exact repeat; moves nothing',
  'repeat-500': 'answers HTTP 500 instead of 41',
  'repeat-refused-but-moved': 'answers 41 to a repeat and moves the money all the same',
  'repeat-without-41-refused': 'answers 41 to an exact repeat that does not ask 41, instead of 0',
  'conflict-without-41-accepted': 'answers 0 to a repeat with another amount that does not ask 41, instead of 99',

  // The balance covers the amount.
  'overdraft-allowed': 'never checks that the balance covers the bet',
  'balance-only-when-asked': 'checks it only when 31 is asked',
  'whole-balance-refused': 'refuses a bet of all that is there',
  'win-refused-insufficient': 'answers 31 to a win above the balance',
  'refused-recorded': 'records a bet refused with 31: its repeat answers 41',
  'refused-bet-refunded': 'gives the stake of a bet refused with 31 back at its cancel',

  // Exactness.
  'truncated-cents': 'truncates amounts to whole units',
  'rounded-cents-to-one-decimal': 'rounds amounts to one decimal',
  'cents-through-floats': 'multiplies by 100 and truncates: 0.29 is 28 cents',
  'int32-cents': 'keeps the balance in a 32-bit integer',
  'float-column': 'tells six digits of a balance, as a FLOAT column does',
  'float-balance': 'keeps the balance as a float: 0.1 + 0.2 is 0.30000000000000004',
  'extra-decimals-rounded': 'rounds an amount of three decimals instead of refusing it',
  'win-decimals-rounded': 'rounds a win of three decimals instead of refusing it',
  'amounts-through-doubles': 'multiplies an amount by 100 as a double: 17 digits are rounded',
  'rounded-float-balance': 'keeps the balance as a float and tells it rounded: ten times 0.10 do not cover 1.00',
  'int32-amounts': 'pays a win above ninety million as if it were less',
  'minus-zero-500': 'answers HTTP 500 to an amount of -0',
  'minus-zero-taken': 'takes 1.00 for an amount of -0.0',
  'single-precision-balance':
    'keeps the balance in a float of 32 bits and tells it rounded: a thousand movements drift',
  'exponent-misread': 'reads 5e-1 as 5',
  'amount-coerced': 'takes true, null, "" and [5] for the amount of a bet',
  'win-amount-coerced': 'takes them for the amount of a win',
  'bonus-unpaid': 'answers 0 to the win of a bonus call and pays nothing',
  'bonus-bet-refused': 'refuses the bet of a bonus call',
  'debt-forgiven': 'sets a debt to nothing at the next win',
  'zero-win-refused': 'answers 99 to a win of 0',
  'zero-bet-refused': 'answers 99 to a bet of 0',
  'zero-bet-unrecorded': 'does not record a bet of 0',
  'negative-amount-accepted': 'takes a negative bet, which credits',
  'win-amount-unchecked': 'takes a win whose amount is negative or a string',
  'string-amount-accepted': 'takes an amount that is a string',
  'missing-amount-as-zero': 'takes a missing amount for 0',
  'huge-amount-crash': 'answers HTTP 500 to an amount of a million and more',

  // Checks and accounts.
  'check-order-ignored': 'always checks in the order 21, 22, 41, 42, 31',
  'check-31-before-41': 'always checks 41 last: a repeat that the balance no longer covers answers 31',
  'check-22-ignored': 'never refuses an inactive player',
  'inactive-always-refused': 'answers 22 although it is not asked',
  'known-only-when-asked': 'answers 0 to cancel and status of an unknown transaction when 42 is not asked',
  'unknown-check-refused': 'answers 99 when an unknown check is asked',
  'empty-check-refused': 'refuses an empty list of checks',
  'account-only-when-asked': 'answers 0 for an unknown account when 21 is not asked',
  'unknown-account-created': 'opens an account for whoever it does not know',
  'unknown-account-99': 'answers 99 for an unknown account',
  'account-case-insensitive': 'takes PLAYER for player',
  'account-accents-ignored': 'takes é for e in an account',
  'account-trimmed': 'takes an account with blanks around it',
  'account-like': 'looks an account up by LIKE',
  'account-of-32': 'answers HTTP 500 to an account of more than 32 characters',
  'account-glued-into-sql': "takes x'OR'1'='1 for the first account",
  'quote-in-account-500': 'answers HTTP 500 to an account with a quote',

  // Replies.
  'balance-before-movement': 'answers the balance before the movement',
  'balance-in-cents': 'answers the balance in minor units',
  'string-balance': 'answers the balance as a string',
  'balance-missing-on-41': 'answers 41 without the balance',
  'balance-missing-on-31': 'answers 31 without the balance',
  'balance-missing-on-42': 'answers 42 without the balance',
  'stale-balance': 'answers the command balance from a copy that lags 200 ms behind the last movement',
  'balance-of-then-on-41': 'answers 41 with the balance that the first answer had',
  'result-as-string': 'answers the result as a string',
  'refusals-as-99': 'answers 99 instead of the number of the check',
  'status-missing': 'leaves the status out of replies',
  'status-ok-on-refusal': 'answers status OK with every result',
  'wrong-envelope': 'puts the balance beside the result instead of into data',
  'authenticate-balance-zero': 'answers authenticate with a balance of 0',
  'account-missing': 'leaves the account out of the reply to authenticate',
  'content-type-text': 'sends its replies as text/html',
  'http-400-for-refusals': 'answers refusals with HTTP 400',
  'http-201-for-bets': 'answers a bet that it takes with HTTP 201',

  // The token.
  'no-token-check': 'looks at no token',
  'token-prefix-accepted': 'accepts the beginning of the token',
  'token-case-insensitive': 'accepts the token in other letters',
  'empty-token-accepted': 'accepts an empty or missing token',
  'reads-without-token': 'asks no token of authenticate, balance and status',
  'wins-without-token': 'asks no token of win and cancel',
  'http-401-for-bad-token': 'answers a wrong token with HTTP 401',
  'wrong-token-99': 'answers a wrong token with 99',
  'body-before-token': 'validates the body before the token',

  'token-in-query': 'takes the token from the query, too',
  'wrong-token-spends-id': 'remembers the ids of bets that came with a wrong token',
  'token-told': 'tells the right token when a wrong one comes',

  // What strangers may send.
  'get-accepted': 'takes GET for POST',
  'data-list-500': 'answers HTTP 500 when data is a list',
  'command-missing-as-bet': 'takes what has no command for a bet',
  'deep-json-500': 'answers HTTP 500 to JSON of many levels',
  'violation-spends-id': 'remembers the ids of bets that it refused as outside the contract',
  'sql-in-refusal': 'tells its SQL with a refusal',
  'check-unlooked': 'takes a callback without check, or with a number for it',
  'repeated-check-refused': 'refuses a check that stands twice',
  'charset-refused': 'refuses a Content-Type with a charset',
  'chunked-refused': 'answers HTTP 411 to a body without Content-Length',
  'game-name-of-100': 'answers HTTP 500 to a name of more than 100 characters',
  'game-name-of-bmp': 'answers HTTP 500 to a name with emoji',
  'html-error-page': 'answers malformed JSON with HTTP 500 and a page of HTML',
  'stack-trace-in-reply': 'answers malformed JSON with a stack trace as message',
  'stack-trace-far-in-reply': 'does the same after 5,000 characters of other text',
  'hang-on-malformed-json': 'never answers malformed JSON',
  'hang-on-large-body': 'never answers a body that is too large',
  'large-body-accepted': 'takes a body of any length',
  'wrong-media-type-accepted': 'takes a body of any media type',
  'any-method-accepted': 'takes PUT for POST',
  'violation-http-200': 'answers a violation of the contract with HTTP 200',
  'violation-without-message': 'does not tell what is wrong with a request',
  'unknown-command-accepted': 'answers 0 to an unknown command',
  'prototype-command-500': 'answers HTTP 500 to the command toString',
  'quote-in-game-name-500': 'answers HTTP 500 to the name of a game with an apostrophe',
  'null-data-500': 'answers HTTP 500 when data is null',
  'missing-round-accepted': 'takes a bet without a round',
  'unknown-fields-refused': 'refuses fields of data that it does not know',
  'unknown-envelope-refused': 'refuses what it does not know beside command and data',
  'token-header-by-letters': 'knows the header of the token only as Callback-Token',
  'game-fields-required': 'demands the optional fields of a bet and a win',
  'old-timestamp-refused': 'answers 99 to a bet, win or cancel whose timestamp is older than five minutes',
  'keep-alive-broken': 'resets the connection at its second request',

  // Signatures.
  'signature-unchecked': 'verifies no signature',
  'signature-optional': 'takes a callback without a signature',
  'signature-of-any-age': 'takes a signature of any age',
  'signature-of-the-future': 'takes a signature of the future',
  'signature-of-other-bytes': 'verifies the signature over the JSON that it read, written anew',
  'signature-only-there': 'takes any signature whose time is right',
  'signature-first-only': 'looks at the first of several signatures only',
  'wrong-signature-401': 'answers a wrong signature with HTTP 401',
} as const satisfies Record<string, string>;

/** Of ids that are integers. */
export const defectsOfV1 = {
  'string-id-distinct': 'takes 5 and "5" for two transactions',
  'ids-through-floats': 'keeps ids as floats: above 2^53 they collide and are echoed changed',
  'id-of-53-bits': 'keeps the last 53 bits of an id',
  'id-of-15-digits': 'keeps the last 15 digits of an id',
  'long-id-refused': 'refuses ids above 2^53',
  'string-id-refused': 'refuses an id that is a string',
  'any-id-accepted': 'takes any trans_id: 0, "05", "abc"',
  'id-through-integer': 'reads -7, 7.9 and 0 as what an integer makes of them',
  'id-string-trimmed': 'takes ids with blanks around or zeros before',
  'id-above-2-62-refused': 'answers 99 to ids above 2^62',
  'id-echo-as-number': 'answers the trans_id as a number although a string was asked',
  'id-echo-as-string': 'answers the trans_id as a string although a number was asked',
} as const satisfies Record<string, string>;

/** Of ids that are texts, and of cancels that have one of their own. */
export const defectsOfV4 = {
  // The same cancel again.
  'cancel-repeat-accepted': 'answers 0 instead of 41 to the same cancel again; moves nothing',
  'cancel-repeat-41-unasked': 'answers 41 to the same cancel again though 41 is not asked',
  'cancel-id-unspent': "remembers no cancel's own id",
  'status-of-cancel-unknown': "answers 42 to the status of a cancel's own id",
  'status-of-cancel-canceled': "answers CANCELED to the status of a cancel's own id",

  // Another cancel of the same transaction.
  'another-cancel-refunds': 'gives back again at another cancel of the same transaction',
  'another-cancel-race': 'tells the same cancel, but parallel cancels of one transaction refund twice',
  'another-cancel-unknown': 'answers that the target is unknown to another cancel of the same transaction',
  'another-cancel-41': 'answers 41 to another cancel of the same transaction',
  'another-cancel-id-unspent': 'remembers only the id of the cancel that moved money',

  // Ids of cancels and of other transactions.
  'cancel-id-apart': "takes a bet or win with a cancel's own id",
  'cancel-id-unlooked': 'carries out a cancel whose own id is that of a bet or win',
  'cancel-id-buried-taken': 'carries out a cancel whose own id is that of a tombstone',
  'cancel-of-cancel-accepted': 'answers 0 to the cancel of a cancel; moves nothing',
  'cancel-of-cancel-undone': 'takes the stake again at the cancel of its cancel',
  'cancel-of-itself-taken': 'carries out a cancel that names itself',
  'cancel-of-itself-unknown': 'answers 43 to a cancel that names itself',

  // What a cancel names is unknown.
  'unknown-target-as-42': 'answers 42 to the cancel of an unknown transaction also when 43 is asked first',
  'unknown-target-as-43': 'answers 43 to it also when 42 is asked first',
  'unknown-target-spends-id': 'remembers the own id of a cancel whose target is unknown: its repeat answers 41',
  'tombstone-of-cancel-id': "leaves the tombstone for the cancel's own id, not for that of its target",
  'tombstone-when-43-asked': 'leaves a tombstone only when 43 is asked of the cancel; answers alike either way',
  'tombstone-when-refused-with-41': 'leaves a tombstone for the target of a cancel that was refused with 41',
  'balance-missing-on-43': 'answers 43 without the balance',

  // The amount of a cancel.
  'cancel-amount-required': 'refuses a cancel without amount',
  'cancel-amount-conflict-refused': 'answers 99 to a cancel with another amount than that of its target',
  'cancel-amount-unchecked': 'takes a cancel whose amount is negative or a string',

  // How the target is spelt.
  'misspelling-refused': 'does not read cancle_trans_guid',
  'misspelling-preferred': 'reads cancle_trans_guid also where cancel_trans_guid is another',
  'target-missing-accepted': 'takes the own id of a cancel for that of its target where none is named',
  'cancel-id-missing-accepted': 'takes a cancel without an id of its own',

  // Ids byte for byte.
  'guid-uuid-only': 'refuses an id that is no UUID',
  'guid-ascii-only': 'refuses an id that is not ASCII',
  'guid-of-50': 'refuses an id of more than 50 characters',
  'guid-cut-to-50': 'keeps 50 characters of an id',
  'guid-cut-to-64-bytes': 'keeps 64 bytes of an id',
  'guid-case-insensitive': 'takes ABC for abc',
  'guid-accents-ignored': 'takes é for e',
  'guid-normalised': 'takes an é of two characters for one of one',
  'guid-last-40': 'keeps the last 40 characters of an id',
  'guid-case-beyond-ascii': 'takes Ж for ж',
  'guid-widths-ignored': 'takes wide letters for narrow ones',
  'guid-three-byte-utf8': 'keeps no characters of four bytes: an emoji is a question mark',
  'guid-blanks-joined': 'takes two blanks, and one that does not break, for one blank',
  'guid-invisible-ignored': 'drops invisible characters of an id',
  'guid-url-decoded': 'decodes an id as if it came in a URL',
  'guid-tags-stripped': 'strips tags from an id',
  'guid-entities-decoded': 'decodes HTML in an id',
  'guid-quotes-stripped': 'strips quotes and backslashes from an id',
  'guid-as-number': 'compares ids of digits as numbers',
  'guid-by-checksum': 'keeps a checksum in place of an id',
  'guid-by-hash': 'keeps a hash of 32 bits in place of an id',
  'guid-quote-500': 'answers HTTP 500 to an id with a quote',
  'guid-echo-lower-case': 'tells an id in small letters',
  'any-guid-accepted': 'takes any id that is a text or a number: empty, long, with blanks or control characters',
  'status-without-account': 'leaves the account out of a status',
  'status-of-v1': 'answers a status with trans_id',
} as const satisfies Record<string, string>;

export const defects = { ...defectsOfCancels, ...otherDefects, ...defectsOfV1, ...defectsOfV4 };

export type Defect = keyof typeof defects;

/** Whether the operator was told to have this defect. */
export type Has = (defect: Defect) => boolean;
