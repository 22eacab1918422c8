/** Of contracts that give a cancel an id of its own. */
import type { Told } from '../case.ts';

/** As the provider asks of a cancel, and without the question whether it came before. */
export const asked = '21,22,41,43';
export const unasked = '21,22,43';

/** Cases of such contracts alone. */
export const inV4 = (told: readonly Told[]): Told[] => told.map((one) => ({ ...one, only: 'v4' }));
