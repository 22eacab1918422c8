/** What each operation of the API does. */
import { OutsideContract } from '../contract/adapter.ts';
import type { DeliveryOutcome } from '../delivery/delivery.ts';
import type { OperatorSettings } from '../delivery/operators.ts';
import { deliveryHandlers } from './deliveries.ts';
import type { HandlerOptions } from './handlerOptions.ts';
import { movementsOf } from './movements.ts';
import type { Failure, Handlers } from './operation.ts';
import { operatorHandlers } from './operators.ts';
import { failure, unavailable, unknownOperator } from './problem.ts';
import { answerIn } from './replies.ts';
import type { Answer, StatusAnswer } from './types.ts';

export function handlersOf(options: HandlerOptions): Handlers {
  const { delivery, watch } = options;
  const movements = movementsOf(options);

  /** Does `work` with the operator of this name, if there is one. */
  async function at<Result>(
    name: string,
    work: (operator: OperatorSettings) => Promise<Result>,
  ): Promise<Result | Failure> {
    const operator = watch.settings(name);
    return operator ? work(operator) : unknownOperator(name);
  }

  /** Asks an operator, and answers what it said. */
  async function asked(
    operator: OperatorSettings,
    outcome: Promise<DeliveryOutcome>,
  ): Promise<{ status: 200; body: Answer & StatusAnswer } | Failure> {
    const ended = await outcome.catch((error: unknown) => {
      if (error instanceof OutsideContract) return failure(400, 'outside-contract', error.message);
      throw error;
    });
    if ('problem' in ended) return ended;
    switch (ended.kind) {
      case 'accepted': {
        const { transaction } = ended;
        const told = transaction === undefined ? {} : { transaction };
        return { status: 200, body: { outcome: 'accepted', ...told, ...balanceOf(operator, ended) } };
      }
      case 'refused':
        return { status: 200, body: { outcome: 'refused', ...balanceOf(operator, ended) } };
      case 'unavailable':
        return unavailable(operator.name, ended.reason);
      default:
        return failure(504, 'no-answer', `${operator.name} gave no usable answer`);
    }
  }

  return {
    bet: ({ path, body }) => at(path.operator, (operator) => movements.bet(operator, body)),
    win: ({ path, query, body }) => at(path.operator, (operator) => movements.win(operator, body, query.waitMs)),
    cancel: ({ path, query, body }) => at(path.operator, (operator) => movements.cancel(operator, body, query.waitMs)),
    authenticate: ({ path, body: { account } }) =>
      at(path.operator, (operator) => asked(operator, delivery.to(operator.name).authenticate({ account }))),
    balance: ({ path: { operator: name, account } }) =>
      at(name, (operator) => asked(operator, delivery.to(operator.name).balance({ account }))),
    status: ({ path: { operator: name, transaction: transactionId }, query: { account } }) =>
      at(name, (operator) => asked(operator, delivery.to(operator.name).status({ account, transactionId }))),
    ...deliveryHandlers(options),
    ...operatorHandlers(options),
  };
}

function balanceOf(
  operator: OperatorSettings,
  { result, balanceMinor }: { readonly result?: number; readonly balanceMinor?: bigint | undefined },
): ReturnType<typeof answerIn> {
  return answerIn(operator, {
    ...(result !== undefined && { result }),
    ...(balanceMinor !== undefined && { balanceMinor }),
  });
}
