/**
 * What Node.js is told wherever a server is started: in `npm start`, the container and the systemd unit, which a test holds
 * against this list.
 *
 * - Leans on two flags of V8: the size of its nursery in MB, in which most of what a callback needs is gone before it is
 *   looked at; and by how many percent the heap may grow before what has outlived the nursery is collected.
 * - Buys memory: the process stays below 200 MB (`npm run bench:http`, `resident/200-MB`).
 * - Can go when `resident/200-MB` holds without them.
 */
export const startFlags = ['--max-semi-space-size=16', '--heap-growing-percent=30'] as const;
