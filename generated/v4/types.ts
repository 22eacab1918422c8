// Made by `npm run generate` from contract 4.0.0, openapi.json with SHA-256 c3d0e781642c52f75a270928bd79d5b752ab053ac2605874fe3765cf5d60cab0. Do not edit.
/** Money in whole minor units (cents, where the currency has two decimals). */
export type AmountMinor = bigint;
export interface paths {
    "/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Any of the six commands
         * @description Routed by `command`; each branch answers as the webhook of the same name does.
         */
        post: operations["callback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    authenticate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Does the player exist?
         * @description Sent when the provider creates the player or launches a game. Tells that the account is known,
         *     and its balance. Nothing moves.
         */
        post: operations["authenticate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    balance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What does the player have?
         * @description Sent while the player plays. Nothing moves.
         */
        post: operations["balance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    bet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a stake from the player
         * @description Takes `amount` from the balance, once, however often it is sent. A bet that is not answered in time,
         *     or answered with HTTP 500, is not repeated: a `cancel` of its `trans_guid` follows.
         */
        post: operations["bet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    win: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give the player a win
         * @description Adds `amount` to the balance, once, however often it is sent. Sent for lost rounds too, with amount 0.
         */
        post: operations["win"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    cancel: {
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
         * @description `cancel_trans_guid` is the transaction to undo: a stake is given back, a win is taken back even if it was spent.
         *     The cancel has a `trans_guid` of its own, which is spent when it is carried out. Of an unknown transaction it is
         *     remembered: should the transaction arrive later, it moves nothing. `amount` is what was moved; it is informative.
         *     A receiver also reads the misspelling `cancle_trans_guid`, and refuses a cancel in which both stand and differ.
         */
        post: operations["cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What became of a transaction?
         * @description Nothing moves. `trans_guid` comes back as it was asked.
         */
        post: operations["status"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /** @description One of the six commands. */
        CallbackRequest: components["schemas"]["AuthenticateRequest"] | components["schemas"]["BalanceRequest"] | components["schemas"]["BetRequest"] | components["schemas"]["WinRequest"] | components["schemas"]["CancelRequest"] | components["schemas"]["StatusRequest"];
        /** @description What the operator answers; which of them are possible depends on the command. */
        CallbackReply: components["schemas"]["AuthenticateReply"] | components["schemas"]["BalanceReply"] | components["schemas"]["BetReply"] | components["schemas"]["WinReply"] | components["schemas"]["CancelReply"] | components["schemas"]["StatusReply"];
        /**
         * @description The player's name at the operator, printable characters without spaces.
         * @example test1234
         */
        Account: string;
        /** @description The player to look up. */
        AuthenticateData: {
            account: components["schemas"]["Account"];
        };
        /**
         * @description When the provider sent the callback, in Unix seconds, UTC. Informative; nothing depends on it.
         * @example 1676116606
         */
        Timestamp: string;
        /**
         * @description The checks to make, separated by commas, in the order in which to make them; the first that
         *     fails is the answer. May be empty. Numbers that the receiver does not know are ignored.
         * @example 21,22,41,31
         */
        CheckList: string;
        /** @description Asks whether the player is known. */
        AuthenticateRequest: {
            /**
             * @description Says what is wanted. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            command: "authenticate";
            data: components["schemas"]["AuthenticateData"];
            timestamp: components["schemas"]["Timestamp"];
            check: components["schemas"]["CheckList"];
        };
        /** @description The player to look up. */
        BalanceData: {
            account: components["schemas"]["Account"];
        };
        /** @description Asks for the balance. */
        BalanceRequest: {
            /**
             * @description Says what is wanted. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            command: "balance";
            data: components["schemas"]["BalanceData"];
            timestamp: components["schemas"]["Timestamp"];
            check: components["schemas"]["CheckList"];
        };
        /**
         * @description Names a transaction, once and for all: 1 to 64 characters of any script, without control characters and without
         *     blanks at its ends. Compared byte for byte; it has no form to rely on, and is no UUID.
         * @example 403001468-1-vs10emotiwins-336097135023-1771772046312
         */
        TransactionGuid: string;
        /**
         * @description When the money moved at the provider, in Unix milliseconds, UTC. Informative.
         * @example 1771772046312
         */
        MovedAt: number;
        /**
         * @description The session of the game in which the money moved.
         * @example 8949111
         */
        GameSession: string;
        /**
         * @description 0 for an ordinary spin; otherwise the bonus call that paid for it.
         * @example 0
         */
        CallId: number;
        /**
         * @description Names the round of the game, without control characters. A round has one bet and one win, so it appears in both.
         * @example 818395446
         */
        RoundId: string;
        /**
         * @description The studio that made the game.
         * @example 1
         */
        ProviderId: number;
        /**
         * @description The game's code.
         * @example vswaysdogs
         */
        GameCode: string;
        /**
         * @description The kind of game.
         * @example Slots
         */
        GameType: string;
        /**
         * Format: decimal
         * @description Money to move, in the currency agreed for this operator, never negative and with no more
         *     decimals than the currency has (two, unless agreed otherwise), 18 digits in all.
         * @example 1000
         * @example 0.45
         */
        Amount: AmountMinor;
        /**
         * @description 1 bet, 2 win, 16 cancelled bet, 32 bonus call. Informative; `command` decides.
         * @example 1
         */
        TransactionType: number;
        /** @description The stake, and what it is for. */
        BetData: {
            account: components["schemas"]["Account"];
            trans_guid: components["schemas"]["TransactionGuid"];
            time_stamp?: components["schemas"]["MovedAt"];
            gplay_id?: components["schemas"]["GameSession"];
            call_id?: components["schemas"]["CallId"];
            round_id: components["schemas"]["RoundId"];
            provider_id?: components["schemas"]["ProviderId"];
            game_code?: components["schemas"]["GameCode"];
            game_type?: components["schemas"]["GameType"];
            amount: components["schemas"]["Amount"];
            type?: components["schemas"]["TransactionType"];
        };
        /** @description Takes a stake. */
        BetRequest: {
            /**
             * @description Says what is wanted. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            command: "bet";
            data: components["schemas"]["BetData"];
            timestamp: components["schemas"]["Timestamp"];
            check: components["schemas"]["CheckList"];
        };
        /** @description The win, and what it is for. */
        WinData: {
            account: components["schemas"]["Account"];
            trans_guid: components["schemas"]["TransactionGuid"];
            time_stamp?: components["schemas"]["MovedAt"];
            gplay_id?: components["schemas"]["GameSession"];
            call_id?: components["schemas"]["CallId"];
            round_id: components["schemas"]["RoundId"];
            provider_id?: components["schemas"]["ProviderId"];
            game_code?: components["schemas"]["GameCode"];
            game_type?: components["schemas"]["GameType"];
            amount: components["schemas"]["Amount"];
            type?: components["schemas"]["TransactionType"];
        };
        /** @description Pays a win. */
        WinRequest: {
            /**
             * @description Says what is wanted. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            command: "win";
            data: components["schemas"]["WinData"];
            timestamp: components["schemas"]["Timestamp"];
            check: components["schemas"]["CheckList"];
        };
        /**
         * @description The `trans_guid` of the transaction to undo. Never that of the cancel itself.
         * @example 403001468-1-vs10emotiwins-336097135023-1771772046312
         */
        CancelledGuid: string;
        /**
         * Format: decimal
         * @description What the transaction to undo has moved, as the provider knows it. Informative: what was moved is moved back, and a
         *     difference is for people to look at.
         * @example 0.9
         */
        CancelledAmount: AmountMinor;
        /** @description The cancel, and the transaction to undo. */
        CancelData: {
            account: components["schemas"]["Account"];
            trans_guid: components["schemas"]["TransactionGuid"];
            cancel_trans_guid: components["schemas"]["CancelledGuid"];
            time_stamp?: components["schemas"]["MovedAt"];
            gplay_id?: components["schemas"]["GameSession"];
            round_id?: components["schemas"]["RoundId"];
            provider_id?: components["schemas"]["ProviderId"];
            game_code?: components["schemas"]["GameCode"];
            game_type?: components["schemas"]["GameType"];
            amount?: components["schemas"]["CancelledAmount"];
            type?: components["schemas"]["TransactionType"];
        };
        /** @description Undoes a transaction. */
        CancelRequest: {
            /**
             * @description Says what is wanted. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            command: "cancel";
            data: components["schemas"]["CancelData"];
            timestamp: components["schemas"]["Timestamp"];
            check: components["schemas"]["CheckList"];
        };
        /** @description The transaction asked about. */
        StatusData: {
            account: components["schemas"]["Account"];
            trans_guid: components["schemas"]["TransactionGuid"];
        };
        /** @description Asks about a transaction. */
        StatusRequest: {
            /**
             * @description Says what is wanted. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            command: "status";
            data: components["schemas"]["StatusData"];
            timestamp: components["schemas"]["Timestamp"];
            check: components["schemas"]["CheckList"];
        };
        /**
         * @description OK with result 0, ERROR with any other.
         * @example OK
         * @constant
         */
        StatusOk: "OK";
        /**
         * Format: decimal
         * @description What the player has, after the movement if there was one. Negative only after a win was
         *     cancelled that had been spent already.
         * @example 100
         * @example 99.55
         */
        Balance: AmountMinor;
        /** @description The player and the present balance. */
        PlayerData: {
            account: components["schemas"]["Account"];
            balance: components["schemas"]["Balance"];
        };
        /** @description The player is known. */
        AuthenticateAccepted: {
            /**
             * @description Carried out.
             * @constant
             */
            result: 0;
            status: components["schemas"]["StatusOk"];
            data: components["schemas"]["PlayerData"];
        };
        /**
         * @description OK with result 0, ERROR with any other.
         * @example ERROR
         * @constant
         */
        StatusError: "ERROR";
        /** @description The operator does not know the account. */
        UnknownAccount: {
            /**
             * @description Check 21 failed.
             * @constant
             */
            result: 21;
            status: components["schemas"]["StatusError"];
        };
        /** @description The player is not allowed to play at present. */
        InactiveAccount: {
            /**
             * @description Check 22 failed.
             * @constant
             */
            result: 22;
            status: components["schemas"]["StatusError"];
        };
        /**
         * @description For people. Names what is wrong, field by field.
         * @example data.amount must be >= 0
         */
        Message: string;
        /** @description The player's present balance. */
        PresentBalance: {
            balance: components["schemas"]["Balance"];
        };
        /**
         * @description The command could not be carried out: with HTTP 200 nothing moved and nothing will; with HTTP 500
         *     the operator cannot know. The balance is there when the operator could read it.
         */
        Failed: {
            /**
             * @description Could not be carried out.
             * @constant
             */
            result: 99;
            status: components["schemas"]["StatusError"];
            message?: components["schemas"]["Message"];
            data?: components["schemas"]["PresentBalance"];
        };
        /** @description The Callback-Token is missing or not the one agreed. The body was not looked at. */
        WrongToken: {
            /**
             * @description Wrong token.
             * @constant
             */
            result: 100;
            status: components["schemas"]["StatusError"];
        };
        /** @description What may be answered to `authenticate`. */
        AuthenticateReply: components["schemas"]["AuthenticateAccepted"] | components["schemas"]["UnknownAccount"] | components["schemas"]["InactiveAccount"] | components["schemas"]["Failed"] | components["schemas"]["WrongToken"];
        /** @description The command was carried out, now or when it came the first time. */
        Accepted: {
            /**
             * @description Carried out.
             * @constant
             */
            result: 0;
            status: components["schemas"]["StatusOk"];
            data: components["schemas"]["PresentBalance"];
        };
        /** @description What may be answered to `balance`. */
        BalanceReply: components["schemas"]["Accepted"] | components["schemas"]["UnknownAccount"] | components["schemas"]["InactiveAccount"] | components["schemas"]["Failed"] | components["schemas"]["WrongToken"];
        /** @description The transaction was processed before, or its cancel came first. Nothing moved now. */
        AlreadyProcessed: {
            /**
             * @description Check 41 failed.
             * @constant
             */
            result: 41;
            status: components["schemas"]["StatusError"];
            data: components["schemas"]["PresentBalance"];
        };
        /** @description The balance does not cover the amount. Nothing moved and nothing is recorded. */
        InsufficientBalance: {
            /**
             * @description Check 31 failed.
             * @constant
             */
            result: 31;
            status: components["schemas"]["StatusError"];
            data: components["schemas"]["PresentBalance"];
        };
        /** @description What may be answered to `bet`. */
        BetReply: components["schemas"]["Accepted"] | components["schemas"]["UnknownAccount"] | components["schemas"]["InactiveAccount"] | components["schemas"]["AlreadyProcessed"] | components["schemas"]["InsufficientBalance"] | components["schemas"]["Failed"] | components["schemas"]["WrongToken"];
        /** @description What may be answered to `win`. */
        WinReply: components["schemas"]["Accepted"] | components["schemas"]["UnknownAccount"] | components["schemas"]["InactiveAccount"] | components["schemas"]["AlreadyProcessed"] | components["schemas"]["Failed"] | components["schemas"]["WrongToken"];
        /** @description The account has no transaction of the id that the cancel names. Nothing moved. */
        UnknownTarget: {
            /**
             * @description Check 43 failed.
             * @constant
             */
            result: 43;
            status: components["schemas"]["StatusError"];
            data: components["schemas"]["PresentBalance"];
        };
        /** @description The account has no transaction of this id. Nothing moved. */
        UnknownTransaction: {
            /**
             * @description Check 42 failed.
             * @constant
             */
            result: 42;
            status: components["schemas"]["StatusError"];
            data: components["schemas"]["PresentBalance"];
        };
        /** @description What may be answered to `cancel`. */
        CancelReply: components["schemas"]["Accepted"] | components["schemas"]["UnknownAccount"] | components["schemas"]["InactiveAccount"] | components["schemas"]["AlreadyProcessed"] | components["schemas"]["UnknownTarget"] | components["schemas"]["UnknownTransaction"] | components["schemas"]["Failed"] | components["schemas"]["WrongToken"];
        /**
         * @description Whether the transaction stands, or was cancelled.
         * @example OK
         * @enum {string}
         */
        TransactionStatus: "OK" | "CANCELED";
        /** @description The transaction and its state. */
        TransactionData: {
            account: components["schemas"]["Account"];
            trans_guid: components["schemas"]["TransactionGuid"];
            trans_status: components["schemas"]["TransactionStatus"];
        };
        /** @description The transaction is known. */
        StatusAccepted: {
            /**
             * @description Carried out.
             * @constant
             */
            result: 0;
            status: components["schemas"]["StatusOk"];
            data: components["schemas"]["TransactionData"];
        };
        /** @description What may be answered to `status`. */
        StatusReply: components["schemas"]["StatusAccepted"] | components["schemas"]["UnknownAccount"] | components["schemas"]["InactiveAccount"] | components["schemas"]["UnknownTransaction"] | components["schemas"]["Failed"] | components["schemas"]["WrongToken"];
        /** @description The request is outside the contract. Nothing moved. */
        ContractViolation: {
            /**
             * @description Could not be carried out.
             * @constant
             */
            result: 99;
            status: components["schemas"]["StatusError"];
            message: components["schemas"]["Message"];
        };
    };
    responses: {
        /** @description The request is outside the contract; `message` names every violation. Nothing moved. */
        ContractViolated: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ContractViolation"];
            };
        };
        /** @description Callbacks are sent with POST. Nothing moved. */
        MethodNotAllowed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ContractViolation"];
            };
        };
        /** @description The body is larger than any callback. Nothing moved. */
        BodyTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ContractViolation"];
            };
        };
        /** @description Callbacks are application/json in UTF-8. Nothing moved. */
        WrongMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ContractViolation"];
            };
        };
        /**
         * @description The operator cannot know whether the movement was committed. The provider repeats or cancels;
         *     both are safe.
         */
        OutcomeUnknown: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Failed"];
            };
        };
    };
    parameters: {
        /**
         * @description Names what is sent: a repeat of a `bet`, `win` or `cancel` has the id of the first attempt. Sent with the other two headers, or
         *     none of the three is.
         * @example 5b41bd4c-5d0d-4d7f-9d3c-1f2b6c0a8e57
         */
        WebhookId: string;
        /**
         * @description When this attempt was signed, in Unix seconds. An operator that verifies signatures refuses one that is more than 300 seconds
         *     before or behind its own clock.
         * @example 1795742400
         */
        WebhookTimestamp: string;
        /**
         * @description `v1,` and the HMAC-SHA256, in base64, over the Webhook-Id, a full stop, the Webhook-Timestamp, a full stop, and the body byte for
         *     byte as it is sent (Standard Webhooks). The key is what stands in base64 behind `whsec_` in the secret that provider and
         *     operator share. Several, separated by blanks, while one secret replaces another: one that is right is enough. Provider and
         *     operator agree on signatures; an operator that demands them answers a callback without a right one as a wrong token.
         * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
         */
        WebhookSignature: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    callback: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Names what is sent: a repeat of a `bet`, `win` or `cancel` has the id of the first attempt. Sent with the other two headers, or
                 *     none of the three is.
                 * @example 5b41bd4c-5d0d-4d7f-9d3c-1f2b6c0a8e57
                 */
                "Webhook-Id"?: components["parameters"]["WebhookId"];
                /**
                 * @description When this attempt was signed, in Unix seconds. An operator that verifies signatures refuses one that is more than 300 seconds
                 *     before or behind its own clock.
                 * @example 1795742400
                 */
                "Webhook-Timestamp"?: components["parameters"]["WebhookTimestamp"];
                /**
                 * @description `v1,` and the HMAC-SHA256, in base64, over the Webhook-Id, a full stop, the Webhook-Timestamp, a full stop, and the body byte for
                 *     byte as it is sent (Standard Webhooks). The key is what stands in base64 behind `whsec_` in the secret that provider and
                 *     operator share. Several, separated by blanks, while one secret replaces another: one that is right is enough. Provider and
                 *     operator agree on signatures; an operator that demands them answers a callback without a right one as a wrong token.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "Webhook-Signature"?: components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallbackRequest"];
            };
        };
        responses: {
            /** @description The outcome of the command. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallbackReply"];
                };
            };
            400: components["responses"]["ContractViolated"];
            405: components["responses"]["MethodNotAllowed"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["WrongMediaType"];
            500: components["responses"]["OutcomeUnknown"];
        };
    };
    authenticate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AuthenticateRequest"];
            };
        };
        responses: {
            /** @description The outcome; a refusal too. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthenticateReply"];
                };
            };
            /** @description Outside the contract. Nothing moved. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContractViolation"];
                };
            };
            405: components["responses"]["MethodNotAllowed"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["WrongMediaType"];
            500: components["responses"]["OutcomeUnknown"];
        };
    };
    balance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BalanceRequest"];
            };
        };
        responses: {
            /** @description The outcome; a refusal too. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BalanceReply"];
                };
            };
            /** @description Outside the contract. Nothing moved. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContractViolation"];
                };
            };
            405: components["responses"]["MethodNotAllowed"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["WrongMediaType"];
            500: components["responses"]["OutcomeUnknown"];
        };
    };
    bet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BetRequest"];
            };
        };
        responses: {
            /** @description The outcome; a refusal too. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetReply"];
                };
            };
            /** @description Outside the contract. Nothing moved. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContractViolation"];
                };
            };
            405: components["responses"]["MethodNotAllowed"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["WrongMediaType"];
            500: components["responses"]["OutcomeUnknown"];
        };
    };
    win: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WinRequest"];
            };
        };
        responses: {
            /** @description The outcome; a refusal too. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WinReply"];
                };
            };
            /** @description Outside the contract. Nothing moved. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContractViolation"];
                };
            };
            405: components["responses"]["MethodNotAllowed"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["WrongMediaType"];
            500: components["responses"]["OutcomeUnknown"];
        };
    };
    cancel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CancelRequest"];
            };
        };
        responses: {
            /** @description The outcome; a refusal too. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CancelReply"];
                };
            };
            /** @description Outside the contract. Nothing moved. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContractViolation"];
                };
            };
            405: components["responses"]["MethodNotAllowed"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["WrongMediaType"];
            500: components["responses"]["OutcomeUnknown"];
        };
    };
    status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StatusRequest"];
            };
        };
        responses: {
            /** @description The outcome; a refusal too. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusReply"];
                };
            };
            /** @description Outside the contract. Nothing moved. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContractViolation"];
                };
            };
            405: components["responses"]["MethodNotAllowed"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["WrongMediaType"];
            500: components["responses"]["OutcomeUnknown"];
        };
    };
}

/** Each command's request, the data in it, what may be answered, and the checks that can fail for it. */
export interface Callbacks {
    /**
     * Does the player exist?
     *
     * Sent when the provider creates the player or launches a game. Tells that the account is known,
     * and its balance. Nothing moves.
     *
     * Checks asked for: 21. Answered within 4000 ms.
     */
    authenticate: {
        request: components["schemas"]["AuthenticateRequest"];
        data: components["schemas"]["AuthenticateData"];
        reply: components["schemas"]["AuthenticateReply"];
        check: 21 | 22;
    };
    /**
     * What does the player have?
     *
     * Sent while the player plays. Nothing moves.
     *
     * Checks asked for: 21,22. Answered within 2000 ms.
     */
    balance: {
        request: components["schemas"]["BalanceRequest"];
        data: components["schemas"]["BalanceData"];
        reply: components["schemas"]["BalanceReply"];
        check: 21 | 22;
    };
    /**
     * Take a stake from the player
     *
     * Takes `amount` from the balance, once, however often it is sent. A bet that is not answered in time,
     * or answered with HTTP 500, is not repeated: a `cancel` of its `trans_guid` follows.
     *
     * Checks asked for: 21,22,41,31. Answered within 2000 ms.
     */
    bet: {
        request: components["schemas"]["BetRequest"];
        data: components["schemas"]["BetData"];
        reply: components["schemas"]["BetReply"];
        check: 21 | 22 | 41 | 31;
    };
    /**
     * Give the player a win
     *
     * Adds `amount` to the balance, once, however often it is sent. Sent for lost rounds too, with amount 0.
     *
     * Checks asked for: 21,22,41. Answered within 4000 ms.
     */
    win: {
        request: components["schemas"]["WinRequest"];
        data: components["schemas"]["WinData"];
        reply: components["schemas"]["WinReply"];
        check: 21 | 22 | 41;
    };
    /**
     * Undo a bet or a win
     *
     * `cancel_trans_guid` is the transaction to undo: a stake is given back, a win is taken back even if it was spent.
     * The cancel has a `trans_guid` of its own, which is spent when it is carried out. Of an unknown transaction it is
     * remembered: should the transaction arrive later, it moves nothing. `amount` is what was moved; it is informative.
     * A receiver also reads the misspelling `cancle_trans_guid`, and refuses a cancel in which both stand and differ.
     *
     * Checks asked for: 21,22,41,43. Answered within 4000 ms.
     */
    cancel: {
        request: components["schemas"]["CancelRequest"];
        data: components["schemas"]["CancelData"];
        reply: components["schemas"]["CancelReply"];
        check: 21 | 22 | 41 | 43 | 42;
    };
    /**
     * What became of a transaction?
     *
     * Nothing moves. `trans_guid` comes back as it was asked.
     *
     * Checks asked for: 21,42. Answered within 4000 ms.
     */
    status: {
        request: components["schemas"]["StatusRequest"];
        data: components["schemas"]["StatusData"];
        reply: components["schemas"]["StatusReply"];
        check: 21 | 22 | 42;
    };
}
