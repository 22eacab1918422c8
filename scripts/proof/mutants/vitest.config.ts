import { defineConfig } from 'vitest/config';

/** The tests that must notice: pure and quick, since each change is tried against those that run through it. */
export default defineConfig({
  test: {
    include: [
      'test/contract/{adapters,codec,exact,exactFields,money}.test.ts',
      'test/delivery/{verdict,followUp}.test.ts',
      'test/wallet/{apart,cancel,decide,decision,givenBack,guards,hold,ledger,sound,terms}.test.ts',
    ],
  },
});
