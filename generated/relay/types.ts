// Made by `npm run generate` from openapi.json with SHA-256 dd9b3eceb469667d7ab837c62792cf1c5416397deb02e1470027697cc906857e. Do not edit.
export interface paths {
    "/operators/{operator}/bets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Place a bet
         * @description Answered by the deadline that the operator's contract gives a bet: accepted, refused, or not placed. The cancel of one that was not
         *     placed goes on behind. While the operator is unavailable, a bet is HTTP 503, neither kept nor sent, and may be sent again.
         */
        post: operations["bet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operators/{operator}/wins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pay a win
         * @description Tried as often as the operator's contract says, also after this request is over. A lost round is a win of 0.
         */
        post: operations["win"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operators/{operator}/cancels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo a bet or a win
         * @description Tried as often as the operator's contract says, also after this request is over. Known by the transaction that it undoes. Where the contract
         *     gives a cancel an id of its own, `transactionId` is it, or one is made.
         */
        post: operations["cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operators/{operator}/authenticate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask whether a player is known
         * @description As when a game is launched.
         */
        post: operations["authenticate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operators/{operator}/accounts/{account}/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask what a player has
         * @description The operator is asked each time.
         */
        get: operations["balance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operators/{operator}/transactions/{transaction}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask what became of a transaction
         * @description The operator is asked each time; what the relay itself knows is in the transaction's delivery.
         */
        get: operations["status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List deliveries
         * @description Oldest first, in pages. All that is named in the query must fit.
         */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries/{delivery}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a delivery with every attempt
         * @description Without tokens.
         */
        get: operations["getDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries/{delivery}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try again what is unresolved, or was refused
         * @description Takes a delivery that is unresolved, or a win or cancel that was refused, and resolves with its outcome, or while it is under way with HTTP 202. A bet is never sent again:
         *     it is cancelled.
         */
        post: operations["retryDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries/{delivery}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Note that a person has settled it
         * @description Of a delivery that is unresolved or refused. Nothing is sent.
         */
        post: operations["resolveDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List operators
         * @description With how each is, as this relay sees it.
         */
        get: operations["listOperators"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operators/{operator}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show an operator
         * @description As this relay sees it.
         */
        get: operations["getOperator"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operators/{operator}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hold an operator's bets, wins and cancels
         * @description Bets are unavailable; wins and cancels are kept and wait, and spend no attempt. Enquiries still go to it. It holds for all relays of the outbox, within seconds, and stays so
         *     through restarts.
         */
        post: operations["pauseOperator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operators/{operator}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send to an operator again
         * @description What has waited is sent. One that the operators file pauses stays paused.
         */
        post: operations["resumeOperator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operators/{operator}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try again what is unresolved
         * @description All of an operator, or the part that a body tells, at a rate. It answers when all that it took, `limit` of them at most, is begun; while there are more, `next` is
         *     where to go on.
         */
        post: operations["retryUnresolved"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operators/{operator}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Note that a person has settled what is unresolved
         * @description All of an operator, or the part that a body tells. Nothing is sent. While there are more, `next` is where to go on.
         */
        post: operations["resolveUnresolved"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operators/{operator}/transactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what was settled
         * @description The provider's own list, against which an operator reconciles: each end of a delivery is a row, appended, in an order that never changes, with
         *     several relays too. Ask again with the last `next` for what has come since.
         */
        get: operations["listTransactions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read the operators file again
         * @description The relay does so by itself when the file changes. A file that can't be used changes nothing.
         */
        post: operations["reload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description The name of an operator in the operators file.
         * @example anna-casino
         */
        OperatorName: string;
        /**
         * @description The player's account at the operator.
         * @example test1234
         */
        AccountName: string;
        /**
         * @description The id of a transaction, new for each bet and win of an operator. In contract v1 a whole number from 1 to 9223372036854775807, as
         *     digits; in v4 any text of up to 64 characters.
         * @example 1676358190
         */
        TransactionId: string;
        /**
         * @description The round that it is part of. Deliveries of a round keep their order.
         * @example 818395446
         */
        RoundId: string;
        /**
         * @description Money in minor units, as digits.
         * @example 1050
         */
        AmountMinor: string;
        /** @description What is played, as far as the contract has a word for it. Nothing is decided by it. */
        Play: {
            /**
             * @description The number of the studio that made the game.
             * @example 1
             */
            studio?: number;
            /**
             * @description The game's code.
             * @example vswaysdogs
             */
            gameCode?: string;
            /**
             * @description The game's name, for people.
             * @example The Dog House Megaways
             */
            gameName?: string;
            /**
             * @description The kind of game.
             * @example Slots
             */
            gameType?: string;
            /**
             * @description The provider's number for the kind of transaction.
             * @example 1
             */
            type?: number;
            /**
             * @description 0 for an ordinary spin; otherwise the bonus call that paid for it.
             * @example 0
             */
            callId?: number;
            /**
             * @description The provider's time, in milliseconds since 1970.
             * @example 1771772046312
             */
            sentAtMs?: number;
            /**
             * @description The provider's session of the game.
             * @example 8949111
             */
            session?: string;
        };
        /** @description A bet or a win. */
        Movement: {
            account: components["schemas"]["AccountName"];
            transactionId: components["schemas"]["TransactionId"];
            roundId: components["schemas"]["RoundId"];
            amountMinor: components["schemas"]["AmountMinor"];
            play?: components["schemas"]["Play"];
        };
        /**
         * @description The operator's result, as its contract has it.
         * @example 31
         */
        Result: number;
        /**
         * @description The same in words that are alike in all contracts.
         * @example insufficientBalance
         */
        Reason: string;
        /**
         * @description What the account has, in minor units.
         * @example 98950
         */
        BalanceMinor: string;
        /**
         * @description The id of a delivery, which the relay gives it. Take it as it is.
         * @example anna-casino:bet:1676358190
         */
        DeliveryId: string;
        /** @description What came of a bet. */
        BetOutcome: {
            /**
             * @description `accepted`: the stake was taken. `refused`: the operator says that nothing moved; `result` tells why. `not-placed`: the operator gave no usable
             *     answer in time; the bet does not count, and its cancel goes on behind.
             * @example accepted
             * @enum {string}
             */
            outcome: "accepted" | "refused" | "not-placed";
            result?: components["schemas"]["Result"];
            reason?: components["schemas"]["Reason"];
            balanceMinor?: components["schemas"]["BalanceMinor"];
            deliveryId: components["schemas"]["DeliveryId"];
        };
        /** @description What is kept, and under way. */
        Pending: {
            /**
             * @description The outcome is not known yet.
             * @example pending
             * @constant
             */
            outcome: "pending";
            deliveryId: components["schemas"]["DeliveryId"];
        };
        /** @description What failed, as RFC 9457 has it. */
        Problem: {
            /**
             * @description Always `about:blank`; `code` tells more.
             * @example about:blank
             */
            type: string;
            /**
             * @description The HTTP status in words.
             * @example Conflict
             */
            title: string;
            /**
             * @description The HTTP status.
             * @example 409
             */
            status: number;
            /**
             * @description What failed, for programs.
             * @example conflict
             * @enum {string}
             */
            code: "invalid-request" | "outside-contract" | "no-key" | "scope-missing" | "not-found" | "unknown-operator" | "unknown-delivery" | "method-not-allowed" | "conflict" | "not-retriable" | "not-resolvable" | "too-large" | "wrong-media-type" | "bad-operators-file" | "busy" | "unavailable" | "stopping" | "outbox-away" | "no-answer" | "failed";
            /**
             * @description What failed, for people.
             * @example anna-casino:bet:1676358190 was begun with another amountMinor
             */
            detail?: string;
            /** @description Each field that is not as it must be. */
            errors?: {
                /**
                 * @description Where it stands.
                 * @example body.amountMinor
                 */
                field: string;
                /**
                 * @description What is wrong with it.
                 * @example must be a string of 1 to 18 digits, in minor units, with no 0 before others
                 */
                problem: string;
            }[];
            deliveryId?: components["schemas"]["DeliveryId"];
            /**
             * @description Why an operator is unavailable.
             * @example paused
             * @enum {string}
             */
            reason?: "paused" | "breaker-open" | "queue-full";
        };
        /** @description What came of a win or a cancel. */
        SettledOutcome: {
            /**
             * @description `accepted`: the operator has carried it out. `refused`: the operator says that nothing moved; `result` tells why. `cancelled`: a cancel came before its end.
             *     `unresolved`: every attempt failed, and a person has to look at it. `resolved`: a person has settled it.
             * @example accepted
             * @enum {string}
             */
            outcome: "accepted" | "refused" | "cancelled" | "unresolved" | "resolved";
            result?: components["schemas"]["Result"];
            reason?: components["schemas"]["Reason"];
            balanceMinor?: components["schemas"]["BalanceMinor"];
            deliveryId: components["schemas"]["DeliveryId"];
        };
        /** @description Undoes a bet or a win. */
        Cancel: {
            account: components["schemas"]["AccountName"];
            targetId: components["schemas"]["TransactionId"];
            transactionId?: components["schemas"]["TransactionId"];
            roundId?: components["schemas"]["RoundId"];
            amountMinor?: components["schemas"]["AmountMinor"];
            play?: components["schemas"]["Play"];
        };
        /** @description Whom it is about. */
        Enquiry: {
            account: components["schemas"]["AccountName"];
        };
        /**
         * @description Whether the operator answered the question; `result` tells why it did not.
         * @example accepted
         * @enum {string}
         */
        Answered: "accepted" | "refused";
        /** @description What the operator says of a player. */
        Answer: {
            outcome: components["schemas"]["Answered"];
            result?: components["schemas"]["Result"];
            reason?: components["schemas"]["Reason"];
            balanceMinor?: components["schemas"]["BalanceMinor"];
        };
        /** @description What the operator says of a transaction. */
        StatusAnswer: {
            outcome: components["schemas"]["Answered"];
            /**
             * @description What became of it, where it is known.
             * @example standing
             * @enum {string}
             */
            transaction?: "standing" | "cancelled";
            result?: components["schemas"]["Result"];
            reason?: components["schemas"]["Reason"];
            balanceMinor?: components["schemas"]["BalanceMinor"];
        };
        /**
         * @description How far a delivery is. `pending`: under way. `accepted`: the operator has carried it out. `refused`: the operator refused
         *     it, and nothing moved. `cancelled`: nobody knew what had come of a bet, and its cancel was accepted; or a cancel of the game's came
         *     before the end. `unresolved`: every attempt failed, and a person has to look at it. `resolved`: a person has settled it.
         * @example accepted
         * @enum {string}
         */
        State: "pending" | "accepted" | "refused" | "cancelled" | "unresolved" | "resolved";
        /**
         * @description What an attempt met, in a word, as in the `log` of a delivery.
         * @example timed-out
         */
        AttemptOutcome: string;
        /**
         * @description A place in a list. Take it as it is.
         * @example MTY3NjM1ODE5MA
         */
        Cursor: string;
        /**
         * @description What was asked for.
         * @example bet
         * @enum {string}
         */
        Command: "bet" | "win" | "cancel";
        /** @description One bet, win or cancel, as the relay keeps it. */
        Delivery: {
            id: components["schemas"]["DeliveryId"];
            operator: components["schemas"]["OperatorName"];
            /**
             * @description The contract in which it is sent.
             * @example v1
             */
            contract: string;
            command: components["schemas"]["Command"];
            /**
             * @description What is sent at present; of a bet that was lost, its cancel.
             * @example bet
             * @enum {string}
             */
            phase: "bet" | "win" | "cancel";
            account: components["schemas"]["AccountName"];
            /**
             * @description The transaction; of a cancel, the one that it undoes.
             * @example 1676358190
             */
            transactionId: string;
            roundId: components["schemas"]["RoundId"];
            /** @description Of a bet or win, in minor units; 0 for a cancel. */
            amountMinor: components["schemas"]["AmountMinor"];
            state: components["schemas"]["State"];
            /**
             * @description How many attempts the phase has had since it was last begun or retried; a delivery's `log` has all.
             * @example 1
             */
            attempts: number;
            /**
             * Format: date-time
             * @description When it was begun.
             * @example 2026-11-27T09:00:00.000Z
             */
            createdAt: string;
        };
        /** @description Part of a list. */
        DeliveryPage: {
            /** @description The deliveries, in the list's order. */
            items: components["schemas"]["Delivery"][];
            next?: components["schemas"]["Cursor"];
        };
        /** @description One request to the operator, and what came of it. */
        Attempt: {
            /**
             * @description What was sent.
             * @example bet
             */
            command: string;
            /**
             * Format: date-time
             * @description When it was begun.
             * @example 2026-11-27T09:00:00.000Z
             */
            at: string;
            /**
             * @description How long it took, in milliseconds.
             * @example 12
             */
            durationMs: number;
            /**
             * @description `replied`, `timed-out`, `disconnected`, `http-error`, `broken-body`, `outside-contract`, `violation` or `given-up`.
             * @example replied
             */
            outcome: string;
            /**
             * @description What the operator answered with; absent when no answer came.
             * @example 200
             */
            httpStatus?: number;
            /**
             * @description The beginning of what was answered, without tokens.
             * @example {"result":0,"status":"OK","data":{"balance":989.5}}
             */
            answer: string;
        };
        /** @description A delivery, and every attempt, oldest first. */
        DeliveryWithAttempts: components["schemas"]["Delivery"] & {
            /** @description Every attempt, oldest first. */
            log: components["schemas"]["Attempt"][];
        };
        /** @description How long this relay's attempts took lately. */
        Latency: {
            /**
             * @description Half of them took at most this, in milliseconds.
             * @example 4.2
             */
            p50Ms: number;
            /**
             * @description 99 of a hundred took at most this.
             * @example 31
             */
            p99Ms: number;
        };
        /** @description What a person has to look at. */
        Unresolved: {
            /**
             * @description How many deliveries, of all relays together.
             * @example 0
             */
            count: number;
            /**
             * Format: date-time
             * @description When the oldest of them was begun; absent when there is none.
             * @example 2026-11-27T09:00:00.000Z
             */
            since?: string;
        };
        /** @description An operator, and how it is, as this relay sees it. */
        Operator: {
            name: components["schemas"]["OperatorName"];
            /**
             * @description The contract in which everything is sent.
             * @example v1
             */
            contract: string;
            /**
             * @description How many decimals its currency has.
             * @example 2
             */
            currencyDecimals: number;
            /**
             * @description Whether bets are unavailable, and wins and cancels wait.
             * @example false
             */
            paused: boolean;
            /**
             * @description While it is open, bets are unavailable; half-open, a few are let through to see.
             * @example closed
             * @enum {string}
             */
            breaker: "closed" | "open" | "half-open";
            /**
             * @description Deliveries of this relay that wait for their turn.
             * @example 0
             */
            queued: number;
            /**
             * @description Attempts of this relay that are under way.
             * @example 3
             */
            inFlight: number;
            /**
             * @description By command, where there were any.
             * @example {
             *       "bet": {
             *         "p50Ms": 4.2,
             *         "p99Ms": 31
             *       }
             *     }
             */
            latency: {
                [key: string]: components["schemas"]["Latency"];
            };
            /**
             * @description Deliveries that are under way, of all relays together.
             * @example 3
             */
            pending: number;
            unresolved: components["schemas"]["Unresolved"];
        };
        /** @description All operators. */
        OperatorList: {
            /** @description In the order of their names. */
            items: components["schemas"]["Operator"][];
        };
        /** @description Which unresolved deliveries of an operator are meant: all of them, but for what is said here. */
        Selection: {
            /**
             * Format: date-time
             * @description Those that were begun at this time or later.
             * @example 2026-11-27T09:00:00Z
             */
            from?: string;
            /**
             * Format: date-time
             * @description Those that were begun before this time.
             * @example 2026-11-27T10:00:00Z
             */
            until?: string;
            /** @description Those whose last attempt had this outcome, as in `timed-out`. */
            error?: components["schemas"]["AttemptOutcome"];
            after?: components["schemas"]["Cursor"];
            /**
             * @description The most to work on in this request.
             * @default 100
             * @example 100
             */
            limit?: number;
            /**
             * @description How many are begun in a second. A request takes no longer than 60 seconds; what is left then is for the next.
             * @default 50
             * @example 50
             */
            perSecond?: number;
        };
        /** @description What was done with a selection, or with its first part. */
        Worked: {
            /**
             * @description How many were begun.
             * @example 2
             */
            begun: number;
            /**
             * @description How many of them are in each state now; what is pending is under way.
             * @example {
             *       "accepted": 1,
             *       "pending": 1
             *     }
             */
            states: {
                [key: string]: number;
            };
            next?: components["schemas"]["Cursor"];
        };
        /** @description An end that a delivery had. One that had ended and ends again (retried, resolved) has a row for each end; the last one counts. */
        Settlement: {
            deliveryId: components["schemas"]["DeliveryId"];
            command: components["schemas"]["Command"];
            account: components["schemas"]["AccountName"];
            /**
             * @description The transaction; of a cancel, the one that it undoes.
             * @example 1676358190
             */
            transactionId: string;
            roundId: components["schemas"]["RoundId"];
            /** @description Of a bet or win, in minor units; 0 for a cancel. */
            amountMinor: components["schemas"]["AmountMinor"];
            /**
             * @description How it ended.
             * @example accepted
             * @enum {string}
             */
            state: "accepted" | "refused" | "cancelled" | "unresolved" | "resolved";
            /**
             * Format: date-time
             * @description When.
             * @example 2026-11-27T09:00:00.012Z
             */
            settledAt: string;
        };
        /** @description Part of the list. */
        SettlementPage: {
            /** @description In the order in which they were settled, which never changes. */
            items: components["schemas"]["Settlement"][];
            next?: components["schemas"]["Cursor"];
        };
        /** @description What the operators file said. */
        Reloaded: {
            /** @description The names of the operators that are served now. */
            operators: components["schemas"]["OperatorName"][];
        };
    };
    responses: {
        /** @description The request is not as this document, or the operator's contract, says. Nothing was kept or sent. */
        Invalid: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Bad Request",
                 *       "status": 400,
                 *       "code": "invalid-request",
                 *       "errors": [
                 *         {
                 *           "field": "body.amountMinor",
                 *           "problem": "must be string"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no key, or one that is not known, or was revoked. */
        NoKey: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Unauthorized",
                 *       "status": 401,
                 *       "code": "no-key"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The key may not do this. */
        ScopeMissing: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Forbidden",
                 *       "status": 403,
                 *       "code": "scope-missing",
                 *       "detail": "this needs a key with the scope send"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is none. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Not Found",
                 *       "status": 404,
                 *       "code": "unknown-operator",
                 *       "detail": "there is no operator ann-casino"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description The transaction was begun before with other content: nothing was kept or sent, and what was begun goes on. Or the delivery
         *     is in a state in which that can't be done.
         */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Conflict",
                 *       "status": 409,
                 *       "code": "conflict",
                 *       "detail": "anna-casino:bet:1676358190 was begun with another amountMinor",
                 *       "deliveryId": "anna-casino:bet:1676358190"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is larger than any request is. */
        TooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Payload Too Large",
                 *       "status": 413,
                 *       "code": "too-large"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is not sent as `application/json`. */
        WrongMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Unsupported Media Type",
                 *       "status": 415,
                 *       "code": "wrong-media-type"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description What became of it is not known: repeat it, or look at the delivery. Repeating is safe. */
        Failed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Internal Server Error",
                 *       "status": 500,
                 *       "code": "failed"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description Nothing was kept or sent: the operator is paused, or answers no more bets, or its queue is full (`unavailable`); the relay has too much to do
         *     (`busy`), is stopping (`stopping`), or can't reach its outbox (`outbox-away`; then a movement's outcome is not known, and it is to be repeated).
         */
        Unavailable: {
            headers: {
                /**
                 * @description After how many seconds it is worth another try.
                 * @example 1
                 */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Service Unavailable",
                 *       "status": 503,
                 *       "code": "unavailable",
                 *       "reason": "paused",
                 *       "detail": "anna-casino is paused"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The operator gave no usable answer, however often it was asked. */
        NoAnswer: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Gateway Timeout",
                 *       "status": 504,
                 *       "code": "no-answer"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The operators file can't be used. All stays as it was. */
        BadOperatorsFile: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Unprocessable Content",
                 *       "status": 422,
                 *       "code": "bad-operators-file",
                 *       "detail": "operators[3].url must be a URL, as in https://operator.example/callback"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /** @description The operator's name. */
        Operator: components["schemas"]["OperatorName"];
        /**
         * @description How long to wait for the outcome, in milliseconds. When it is not known by then, HTTP 202 tells where to look. The
         *     command's deadline plus 500 ms when not given.
         * @example 1000
         */
        WaitMs: number;
        /** @description The player's account at the operator. */
        Account: components["schemas"]["AccountName"];
        /** @description The id of a transaction. */
        Transaction: components["schemas"]["TransactionId"];
        /** @description Goes on behind what was read before; from `next` of that page. From the beginning when not given. */
        Cursor: components["schemas"]["Cursor"];
        /**
         * @description The most to tell at once.
         * @example 100
         */
        Limit: number;
        /** @description The id of a delivery, percent-encoded. */
        Delivery: components["schemas"]["DeliveryId"];
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    bet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The operator's name. */
                operator: components["parameters"]["Operator"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "account": "test1234",
                 *       "transactionId": "1676358190",
                 *       "roundId": "818395446",
                 *       "amountMinor": "1050"
                 *     }
                 */
                "application/json": components["schemas"]["Movement"];
            };
        };
        responses: {
            /** @description What came of the bet. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "outcome": "accepted",
                     *       "balanceMinor": "98950",
                     *       "deliveryId": "anna-casino:bet:1676358190"
                     *     }
                     */
                    "application/json": components["schemas"]["BetOutcome"];
                };
            };
            /** @description The same bet is under way elsewhere, or its operator was removed meanwhile; repeat this, or look at the delivery. */
            202: {
                headers: {
                    /**
                     * @description Where the delivery is.
                     * @example /deliveries/anna-casino%3Awin%3A1676358191
                     */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "outcome": "pending",
                     *       "deliveryId": "anna-casino:bet:1676358190"
                     *     }
                     */
                    "application/json": components["schemas"]["Pending"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["ScopeMissing"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
        };
    };
    win: {
        parameters: {
            query?: {
                /**
                 * @description How long to wait for the outcome, in milliseconds. When it is not known by then, HTTP 202 tells where to look. The
                 *     command's deadline plus 500 ms when not given.
                 * @example 1000
                 */
                waitMs?: components["parameters"]["WaitMs"];
            };
            header?: never;
            path: {
                /** @description The operator's name. */
                operator: components["parameters"]["Operator"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "account": "test1234",
                 *       "transactionId": "1676358191",
                 *       "roundId": "818395446",
                 *       "amountMinor": "200"
                 *     }
                 */
                "application/json": components["schemas"]["Movement"];
            };
        };
        responses: {
            /** @description What came of the win. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "outcome": "accepted",
                     *       "balanceMinor": "99150",
                     *       "deliveryId": "anna-casino:win:1676358191"
                     *     }
                     */
                    "application/json": components["schemas"]["SettledOutcome"];
                };
            };
            /** @description It is kept, and its outcome is not known yet. */
            202: {
                headers: {
                    /**
                     * @description Where the delivery is.
                     * @example /deliveries/anna-casino%3Awin%3A1676358191
                     */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "outcome": "pending",
                     *       "deliveryId": "anna-casino:win:1676358191"
                     *     }
                     */
                    "application/json": components["schemas"]["Pending"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["ScopeMissing"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
        };
    };
    cancel: {
        parameters: {
            query?: {
                /**
                 * @description How long to wait for the outcome, in milliseconds. When it is not known by then, HTTP 202 tells where to look. The
                 *     command's deadline plus 500 ms when not given.
                 * @example 1000
                 */
                waitMs?: components["parameters"]["WaitMs"];
            };
            header?: never;
            path: {
                /** @description The operator's name. */
                operator: components["parameters"]["Operator"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "account": "test1234",
                 *       "targetId": "1676358190",
                 *       "roundId": "818395446"
                 *     }
                 */
                "application/json": components["schemas"]["Cancel"];
            };
        };
        responses: {
            /** @description What came of the cancel. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "outcome": "accepted",
                     *       "balanceMinor": "100000",
                     *       "deliveryId": "anna-casino:cancel:1676358190"
                     *     }
                     */
                    "application/json": components["schemas"]["SettledOutcome"];
                };
            };
            /** @description It is kept, and its outcome is not known yet. */
            202: {
                headers: {
                    /**
                     * @description Where the delivery is.
                     * @example /deliveries/anna-casino%3Awin%3A1676358191
                     */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "outcome": "pending",
                     *       "deliveryId": "anna-casino:cancel:1676358190"
                     *     }
                     */
                    "application/json": components["schemas"]["Pending"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["ScopeMissing"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
        };
    };
    authenticate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The operator's name. */
                operator: components["parameters"]["Operator"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "account": "test1234"
                 *     }
                 */
                "application/json": components["schemas"]["Enquiry"];
            };
        };
        responses: {
            /** @description The operator's answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "outcome": "accepted",
                     *       "balanceMinor": "100000"
                     *     }
                     */
                    "application/json": components["schemas"]["Answer"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["ScopeMissing"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["NoAnswer"];
        };
    };
    balance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The operator's name. */
                operator: components["parameters"]["Operator"];
                /** @description The player's account at the operator. */
                account: components["parameters"]["Account"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The operator's answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "outcome": "accepted",
                     *       "balanceMinor": "100000"
                     *     }
                     */
                    "application/json": components["schemas"]["Answer"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["ScopeMissing"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["NoAnswer"];
        };
    };
    status: {
        parameters: {
            query: {
                /** @description The player's account. */
                account: components["schemas"]["AccountName"];
            };
            header?: never;
            path: {
                /** @description The operator's name. */
                operator: components["parameters"]["Operator"];
                /** @description The id of a transaction. */
                transaction: components["parameters"]["Transaction"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The operator's answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "outcome": "accepted",
                     *       "transaction": "standing"
                     *     }
                     */
                    "application/json": components["schemas"]["StatusAnswer"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["ScopeMissing"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["NoAnswer"];
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                /** @description Of this operator alone. */
                operator?: components["schemas"]["OperatorName"];
                /** @description Of this account alone. */
                account?: components["schemas"]["AccountName"];
                /** @description Of this round alone. */
                round?: components["schemas"]["RoundId"];
                /** @description Of this transaction, its bet or win and its cancel. */
                transaction?: components["schemas"]["TransactionId"];
                /** @description In this state alone. */
                state?: components["schemas"]["State"];
                /** @description Whose last attempt had this outcome, as in `timed-out`. */
                error?: components["schemas"]["AttemptOutcome"];
                /**
                 * @description Begun at this time or later.
                 * @example 2026-11-27T09:00:00Z
                 */
                from?: string;
                /**
                 * @description Begun before this time.
                 * @example 2026-11-27T09:00:00Z
                 */
                until?: string;
                /** @description Goes on behind what was read before; from `next` of that page. From the beginning when not given. */
                after?: components["parameters"]["Cursor"];
                /**
                 * @description The most to tell at once.
                 * @example 100
                 */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page; `next` is absent on the last. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "anna-casino:bet:1676358190",
                     *           "operator": "anna-casino",
                     *           "contract": "v1",
                     *           "command": "bet",
                     *           "phase": "bet",
                     *           "account": "test1234",
                     *           "transactionId": "1676358190",
                     *           "roundId": "818395446",
                     *           "amountMinor": "1050",
                     *           "state": "accepted",
                     *           "attempts": 1,
                     *           "createdAt": "2026-11-27T09:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DeliveryPage"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["ScopeMissing"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
        };
    };
    getDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a delivery, percent-encoded. */
                delivery: components["parameters"]["Delivery"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "anna-casino:bet:1676358190",
                     *       "operator": "anna-casino",
                     *       "contract": "v1",
                     *       "command": "bet",
                     *       "phase": "bet",
                     *       "account": "test1234",
                     *       "transactionId": "1676358190",
                     *       "roundId": "818395446",
                     *       "amountMinor": "1050",
                     *       "state": "accepted",
                     *       "attempts": 1,
                     *       "createdAt": "2026-11-27T09:00:00.000Z",
                     *       "log": [
                     *         {
                     *           "command": "bet",
                     *           "at": "2026-11-27T09:00:00.000Z",
                     *           "durationMs": 12,
                     *           "outcome": "replied",
                     *           "httpStatus": 200,
                     *           "answer": "{\"result\":0,\"status\":\"OK\",\"data\":{\"balance\":989.5}}"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DeliveryWithAttempts"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["ScopeMissing"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
        };
    };
    retryDelivery: {
        parameters: {
            query?: {
                /**
                 * @description How long to wait for the outcome, in milliseconds. When it is not known by then, HTTP 202 tells where to look. The
                 *     command's deadline plus 500 ms when not given.
                 * @example 1000
                 */
                waitMs?: components["parameters"]["WaitMs"];
            };
            header?: never;
            path: {
                /** @description The id of a delivery, percent-encoded. */
                delivery: components["parameters"]["Delivery"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What came of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "anna-casino:bet:1676358190",
                     *       "operator": "anna-casino",
                     *       "contract": "v1",
                     *       "command": "bet",
                     *       "phase": "bet",
                     *       "account": "test1234",
                     *       "transactionId": "1676358190",
                     *       "roundId": "818395446",
                     *       "amountMinor": "1050",
                     *       "state": "accepted",
                     *       "attempts": 1,
                     *       "createdAt": "2026-11-27T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            /** @description It is under way. */
            202: {
                headers: {
                    /**
                     * @description Where the delivery is.
                     * @example /deliveries/anna-casino%3Awin%3A1676358191
                     */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "anna-casino:bet:1676358190",
                     *       "operator": "anna-casino",
                     *       "contract": "v1",
                     *       "command": "bet",
                     *       "phase": "bet",
                     *       "account": "test1234",
                     *       "transactionId": "1676358190",
                     *       "roundId": "818395446",
                     *       "amountMinor": "1050",
                     *       "state": "pending",
                     *       "attempts": 1,
                     *       "createdAt": "2026-11-27T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["ScopeMissing"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
        };
    };
    resolveDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a delivery, percent-encoded. */
                delivery: components["parameters"]["Delivery"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery, as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "anna-casino:bet:1676358190",
                     *       "operator": "anna-casino",
                     *       "contract": "v1",
                     *       "command": "bet",
                     *       "phase": "bet",
                     *       "account": "test1234",
                     *       "transactionId": "1676358190",
                     *       "roundId": "818395446",
                     *       "amountMinor": "1050",
                     *       "state": "resolved",
                     *       "attempts": 1,
                     *       "createdAt": "2026-11-27T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["ScopeMissing"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
        };
    };
    listOperators: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All operators. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "name": "anna-casino",
                     *           "contract": "v1",
                     *           "currencyDecimals": 2,
                     *           "paused": false,
                     *           "breaker": "closed",
                     *           "queued": 0,
                     *           "inFlight": 3,
                     *           "latency": {
                     *             "bet": {
                     *               "p50Ms": 4.2,
                     *               "p99Ms": 31
                     *             }
                     *           },
                     *           "pending": 3,
                     *           "unresolved": {
                     *             "count": 0
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OperatorList"];
                };
            };
            401: components["responses"]["NoKey"];
            403: components["responses"]["ScopeMissing"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
        };
    };
    getOperator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The operator's name. */
                operator: components["parameters"]["Operator"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The operator. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "anna-casino",
                     *       "contract": "v1",
                     *       "currencyDecimals": 2,
                     *       "paused": false,
                     *       "breaker": "closed",
                     *       "queued": 0,
                     *       "inFlight": 3,
                     *       "latency": {
                     *         "bet": {
                     *           "p50Ms": 4.2,
                     *           "p99Ms": 31
                     *         }
                     *       },
                     *       "pending": 3,
                     *       "unresolved": {
                     *         "count": 0
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operator"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["ScopeMissing"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
        };
    };
    pauseOperator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The operator's name. */
                operator: components["parameters"]["Operator"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The operator, as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "anna-casino",
                     *       "contract": "v1",
                     *       "currencyDecimals": 2,
                     *       "paused": true,
                     *       "breaker": "closed",
                     *       "queued": 0,
                     *       "inFlight": 3,
                     *       "latency": {
                     *         "bet": {
                     *           "p50Ms": 4.2,
                     *           "p99Ms": 31
                     *         }
                     *       },
                     *       "pending": 3,
                     *       "unresolved": {
                     *         "count": 0
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operator"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["ScopeMissing"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
        };
    };
    resumeOperator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The operator's name. */
                operator: components["parameters"]["Operator"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The operator, as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "anna-casino",
                     *       "contract": "v1",
                     *       "currencyDecimals": 2,
                     *       "paused": false,
                     *       "breaker": "closed",
                     *       "queued": 0,
                     *       "inFlight": 3,
                     *       "latency": {
                     *         "bet": {
                     *           "p50Ms": 4.2,
                     *           "p99Ms": 31
                     *         }
                     *       },
                     *       "pending": 3,
                     *       "unresolved": {
                     *         "count": 0
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operator"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["ScopeMissing"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
        };
    };
    retryUnresolved: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The operator's name. */
                operator: components["parameters"]["Operator"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "from": "2026-11-27T09:00:00Z",
                 *       "error": "timed-out",
                 *       "perSecond": 20
                 *     }
                 */
                "application/json": components["schemas"]["Selection"];
            };
        };
        responses: {
            /** @description What was done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "begun": 2,
                     *       "states": {
                     *         "accepted": 1,
                     *         "pending": 1
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Worked"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["ScopeMissing"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
        };
    };
    resolveUnresolved: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The operator's name. */
                operator: components["parameters"]["Operator"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "from": "2026-11-27T09:00:00Z",
                 *       "error": "timed-out",
                 *       "perSecond": 20
                 *     }
                 */
                "application/json": components["schemas"]["Selection"];
            };
        };
        responses: {
            /** @description What was done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "begun": 2,
                     *       "states": {
                     *         "resolved": 2
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Worked"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["ScopeMissing"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
        };
    };
    listTransactions: {
        parameters: {
            query?: {
                /** @description Goes on behind what was read before; from `next` of that page. From the beginning when not given. */
                after?: components["parameters"]["Cursor"];
                /**
                 * @description The most to tell at once.
                 * @example 100
                 */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path: {
                /** @description The operator's name. */
                operator: components["parameters"]["Operator"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. `next` is where to go on, also when nothing has come yet; absent only while there is nothing at all. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "deliveryId": "anna-casino:bet:1676358190",
                     *           "command": "bet",
                     *           "account": "test1234",
                     *           "transactionId": "1676358190",
                     *           "roundId": "818395446",
                     *           "amountMinor": "1050",
                     *           "state": "accepted",
                     *           "settledAt": "2026-11-27T09:00:00.012Z"
                     *         }
                     *       ],
                     *       "next": "MTY3NjM1ODE5MA"
                     *     }
                     */
                    "application/json": components["schemas"]["SettlementPage"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["ScopeMissing"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
        };
    };
    reload: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All is as the file says. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "operators": [
                     *         "anna-casino"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Reloaded"];
                };
            };
            401: components["responses"]["NoKey"];
            403: components["responses"]["ScopeMissing"];
            422: components["responses"]["BadOperatorsFile"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
        };
    };
}
