import { faultKinds, type FaultRates } from './faults.ts';

const form = /^([0-9]+(?:\.[0-9]+)?)%$/;

/** Reads `5%` (of each kind) or `lost-response=5%,late=1%`; `undefined` when it is neither, or more than 100 % together. */
export function parseFaultRates(text: string): FaultRates | undefined {
  const share = (percent: string | undefined): number => Number(form.exec(percent ?? '')?.[1] ?? NaN) / 100;
  const named = new Map(
    text.split(',').map((part) => {
      const [kind = '', percent] = part.split('=');
      return [kind.trim(), share(percent?.trim())] as const;
    }),
  );
  const all = share(text.trim());
  const rate = (kind: (typeof faultKinds)[number]): number => (Number.isNaN(all) ? (named.get(kind) ?? 0) : all);
  const rates = {
    'lost-request': rate('lost-request'),
    'lost-response': rate('lost-response'),
    late: rate('late'),
    reset: rate('reset'),
    duplicate: rate('duplicate'),
    reorder: rate('reorder'),
  };
  const known = Number.isNaN(all)
    ? [...named].every(([kind, value]) => faultKinds.some((name) => name === kind) && !Number.isNaN(value))
    : true;
  const sum = Object.values(rates).reduce((total, value) => total + value, 0);
  return known && sum <= 1 ? rates : undefined;
}
