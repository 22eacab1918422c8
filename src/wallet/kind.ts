import type { Kind } from '../database/kind.ts';

export const walletKind: Kind = {
  name: 'wallet',
  tables: new Map([
    ['setting', 'name,value'],
    ['account', 'name,active,balance_minor,version'],
    ['entry', 'transaction_id,step,kind,account,round_id,delta_minor,balance_after_minor,account_version,at_ms'],
  ]),
};
