import { openSqliteStore } from '../../src/wallet/sqlite/store.ts';
import { scratch } from '../support/commandLine.ts';
import { v4 } from '../../src/contract/contracts.ts';
import { simulationSuite } from './simulationSuite.ts';

simulationSuite('SQLite', v4, async () => {
  const [folder] = scratch();
  return {
    wallet: `sqlite:${folder}/wallet.db`,
    outbox: `sqlite:${folder}/outbox.db`,
    open: async () => openSqliteStore(`${folder}/wallet.db`, 2),
  };
});
