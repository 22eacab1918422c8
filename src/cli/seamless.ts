#!/usr/bin/env node
import { newerNodeNeeded } from './newerNode.ts';

const { stdout, stderr } = process;
const draw = stderr.isTTY ? { draw: (line: string) => void stderr.write(`\r\u001b[K${line}`) } : {};

const needed = newerNodeNeeded();
if (needed === undefined) {
  // Imported here, because an older Node.js can't even load it.
  const { run } = await import('./run.ts');
  process.exitCode = await run(process.argv.slice(2), process.env, {
    out: console.log,
    err: console.error,
    screen: stdout.isTTY,
    ...draw,
  });
} else {
  console.error(
    `seamless: Node.js ${needed} or newer is needed, and this is ${process.versions.node}. It is at https://nodejs.org/`,
  );
  process.exitCode = 2;
}
