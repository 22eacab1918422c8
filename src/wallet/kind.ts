import type { Kind } from '../database/kind.ts';

const setting = ['setting', 'name,value'] as const;

export const walletKind: Kind = {
  name: 'wallet',
  shapes: [
    new Map([
      setting,
      ['account', 'name,active,balance_minor,version'],
      ['entry', 'transaction_id,step,kind,account,round_id,delta_minor,balance_after_minor,account_version,at_ms'],
    ]),
    new Map([
      setting,
      ['ledger_currency', 'code,decimals'],
      ['ledger_provider', 'name,currency,contracts,allowed,bets_paused,wins_held,signature'],
      ['ledger_provider_token', 'hash,provider,replaced'],
      ['ledger_provider_secret', 'secret,provider,replaced'],
      ['ledger_provider_guard', 'provider,guard,mode,most'],
      ['ledger_account', 'name,active,balance_minor,version,currency,day_wins'],
      [
        'ledger_entry',
        'transaction_id,step,kind,account,round_id,delta_minor,balance_after_minor,account_version,at_ms,provider,target_id,studio,game_code,game_type,type,call_id,sent_at_ms,reason,held_minor',
      ],
      ['ledger_hour', 'hour,account,provider,studio,game_code,game_type,currency,stakes_minor,wins_minor,rounds'],
      ['ledger_hour_net', 'provider,hour,server,net_minor'],
    ]),
  ],
};
