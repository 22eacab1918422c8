/** How far the runs go that could go on for ever: in `npm test` as far as shows a slip soon, further at night (see vitest.config.ts). */
const given = (name: string, usual: number): number => Number(process.env[name] ?? usual);

/** Random histories per property of the wallet; every one is a few dozen commands. */
export const histories = (usual: number): number => given('HISTORIES', usual);
/** Rounds that a simulation plays over a failing wire. */
export const rounds = given('ROUNDS', 500);
/** How often a sender, a server or a database is killed. */
export const kills = given('KILLS', 6);
/** The same of senders that share an outbox: at each moment a few of them are down. */
export const senderKills = given('KILLS', 20);
/** How often the certifier meets an operator whose defect shows in a race. */
export const races = given('RACES', 5);
/** How often the reference server is certified in search of a false alarm; 0: once, over a slow line. */
export const certifications = given('CERTIFICATIONS', 0);
/** Whether everything meets everything: each defect all cases under both contracts, and not only until one has caught it; each contract each store. */
export const wholeMatrix = given('MATRIX', 0) > 0;
