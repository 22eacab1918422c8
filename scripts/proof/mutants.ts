/**
 * npm run mutants
 *
 * Changes the rules, the money and the codec in every small way that Stryker knows, and tells which changes no test
 * notices. Exit 1 when less than nine of ten are noticed.
 */
import { Stryker } from '@stryker-mutator/core';
import { npmScript, wholeNumber } from '../commandLine.ts';

const { atOnce } = npmScript('mutants', 'find what could be wrong in the rules and the codec without a test noticing')
  .option('--at-once <number>', 'how many changes to try at a time', wholeNumber(1), 2)
  .parse()
  .opts<{ atOnce: number }>();

// Examples, not chance, are to notice a change: so that it is noticed each time.
process.env['HISTORIES'] = '100';
const folder = 'dist/mutants';
const results = await new Stryker({
  mutate: [
    'src/contract/{codec,exactFields,money}.ts',
    'src/delivery/{verdict,followUp}.ts',
    'src/wallet/{decide,ledger,sound}.ts',
    'src/wallet/rules/*.ts',
    'src/contract/adapters/*.ts',
  ],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'scripts/proof/mutants/vitest.config.ts', related: false },
  concurrency: atOnce,
  tempDirName: `${folder}/sandbox`,
  reporters: ['clear-text', 'html', 'json'],
  clearTextReporter: { logTests: false, reportTests: false },
  htmlReporter: { fileName: `${folder}/report.html` },
  jsonReporter: { fileName: `${folder}/report.json` },
  thresholds: { high: 100, low: 90, break: 90 },
}).runMutationTest();
console.log(`${results.length} changes; what was noticed and what was not is in ${folder}/report.html`);
