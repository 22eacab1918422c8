// Made by `npm run generate` from contract 1.1.0, openapi.json with SHA-256 46b83bef02e23a44dd0991c6fc6ef86c86809c929391e418ac26d9bd228ed4ba. Do not edit.
/** What the contract is called, as its folder is. */
export const name = "v1" as const;

/** `info.version` of the contract. */
export const version = "1.1.0" as const;

/** The one path on which every command arrives. */
export const callbackPath = "/callback" as const;

/** The header that carries the token, in lower case. */
export const tokenHeader = "callback-token" as const;

/** The largest body a receiver accepts, in bytes. */
export const maxBodyBytes = 65536 as const;

/** The commands, by their names on the wire. */
export const commands = [
  "authenticate",
  "balance",
  "bet",
  "win",
  "cancel",
  "status"
] as const;

/** The result codes by name. */
export const results = {
  "accepted": 0,
  "unknownAccount": 21,
  "inactiveAccount": 22,
  "insufficientBalance": 31,
  "alreadyProcessed": 41,
  "unknownTransaction": 42,
  "failed": 99,
  "wrongToken": 100
} as const;

/** What each result means. */
export const resultMeanings = {
  "accepted": "The command was carried out, now or when it came the first time.",
  "unknownAccount": "The operator does not know the account.",
  "inactiveAccount": "The player is not allowed to play at present.",
  "insufficientBalance": "The balance does not cover the amount. Nothing moved and nothing is recorded.",
  "alreadyProcessed": "The transaction was processed before, or its cancel came first. Nothing moved now.",
  "unknownTransaction": "The account has no transaction of this id. Nothing moved.",
  "failed": "The command could not be carried out: with HTTP 200 nothing moved and nothing will; with HTTP 500\nthe operator cannot know. The balance is there when the operator could read it.",
  "wrongToken": "The Callback-Token is missing or not the one agreed. The body was not looked at."
} as const;

/** What each check verifies; a failed check answers its own number. */
export const checkMeanings = {
  "21": "the player is authenticated, that is, the account is known",
  "22": "the player is active",
  "31": "the balance covers the amount",
  "41": "the transaction has not been processed yet",
  "42": "the transaction is known"
} as const;

/** The checks that can fail for each command; a command ignores the others. */
export const commandChecks = {
  "authenticate": [
    21,
    22
  ],
  "balance": [
    21,
    22
  ],
  "bet": [
    21,
    22,
    41,
    31
  ],
  "win": [
    21,
    22,
    41
  ],
  "cancel": [
    21,
    22,
    42
  ],
  "status": [
    21,
    22,
    42
  ]
} as const;

/**
 * How the provider delivers each command: the checks it asks for, the time it waits for one answer, how
 * often and at which distance it tries, and what follows when every attempt failed.
 */
export const delivery = {
  "authenticate": {
    "checks": "21",
    "deadlineMs": 4000,
    "attempts": 1,
    "whenUnresolved": "nothing"
  },
  "balance": {
    "checks": "21,22",
    "deadlineMs": 2000,
    "attempts": 3,
    "delayMs": {
      "min": 2000,
      "max": 4000
    },
    "whenUnresolved": "nothing"
  },
  "bet": {
    "checks": "21,22,41,31",
    "deadlineMs": 2000,
    "attempts": 1,
    "whenUnresolved": "cancel"
  },
  "win": {
    "checks": "21,22,41",
    "deadlineMs": 4000,
    "attempts": 4,
    "delayMs": {
      "min": 2000,
      "max": 4000
    },
    "whenUnresolved": "nothing"
  },
  "cancel": {
    "checks": "21,22,42",
    "deadlineMs": 4000,
    "attempts": 4,
    "delayMs": {
      "min": 2000,
      "max": 4000
    },
    "whenUnresolved": "nothing"
  },
  "status": {
    "checks": "21,42",
    "deadlineMs": 4000,
    "attempts": 1,
    "whenUnresolved": "nothing"
  }
} as const;

/** Where each request carries numbers that a float would falsify: money, and 64-bit ids. */
export const exactRequestFields = {
  "authenticate": [],
  "balance": [],
  "bet": [
    {
      "path": [
        "data",
        "trans_id"
      ],
      "kind": "int64"
    },
    {
      "path": [
        "data",
        "amount"
      ],
      "kind": "money"
    }
  ],
  "win": [
    {
      "path": [
        "data",
        "trans_id"
      ],
      "kind": "int64"
    },
    {
      "path": [
        "data",
        "amount"
      ],
      "kind": "money"
    }
  ],
  "cancel": [
    {
      "path": [
        "data",
        "trans_id"
      ],
      "kind": "int64"
    }
  ],
  "status": [
    {
      "path": [
        "data",
        "trans_id"
      ],
      "kind": "int64"
    }
  ]
} as const;

/** The same for the replies. */
export const exactReplyFields = {
  "authenticate": [
    {
      "path": [
        "data",
        "balance"
      ],
      "kind": "money"
    }
  ],
  "balance": [
    {
      "path": [
        "data",
        "balance"
      ],
      "kind": "money"
    }
  ],
  "bet": [
    {
      "path": [
        "data",
        "balance"
      ],
      "kind": "money"
    }
  ],
  "win": [
    {
      "path": [
        "data",
        "balance"
      ],
      "kind": "money"
    }
  ],
  "cancel": [
    {
      "path": [
        "data",
        "balance"
      ],
      "kind": "money"
    }
  ],
  "status": [
    {
      "path": [
        "data",
        "trans_id"
      ],
      "kind": "int64"
    },
    {
      "path": [
        "data",
        "balance"
      ],
      "kind": "money"
    }
  ]
} as const;

/** Where each request carries text. */
export const requestTextFields = {
  "authenticate": [
    [
      "data",
      "account"
    ],
    [
      "timestamp"
    ],
    [
      "check"
    ]
  ],
  "balance": [
    [
      "data",
      "account"
    ],
    [
      "timestamp"
    ],
    [
      "check"
    ]
  ],
  "bet": [
    [
      "data",
      "account"
    ],
    [
      "data",
      "trans_id"
    ],
    [
      "data",
      "round_id"
    ],
    [
      "data",
      "game_code"
    ],
    [
      "data",
      "game_name"
    ],
    [
      "data",
      "game_type"
    ],
    [
      "timestamp"
    ],
    [
      "check"
    ]
  ],
  "win": [
    [
      "data",
      "account"
    ],
    [
      "data",
      "trans_id"
    ],
    [
      "data",
      "round_id"
    ],
    [
      "data",
      "game_code"
    ],
    [
      "data",
      "game_name"
    ],
    [
      "data",
      "game_type"
    ],
    [
      "timestamp"
    ],
    [
      "check"
    ]
  ],
  "cancel": [
    [
      "data",
      "account"
    ],
    [
      "data",
      "trans_id"
    ],
    [
      "data",
      "round_id"
    ],
    [
      "data",
      "game_code"
    ],
    [
      "data",
      "game_name"
    ],
    [
      "data",
      "game_type"
    ],
    [
      "timestamp"
    ],
    [
      "check"
    ]
  ],
  "status": [
    [
      "data",
      "account"
    ],
    [
      "data",
      "trans_id"
    ],
    [
      "timestamp"
    ],
    [
      "check"
    ]
  ]
} as const;
