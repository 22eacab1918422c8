#!/usr/bin/env node
import { run } from './run.ts';

const { stderr } = process;
const draw = stderr.isTTY ? { draw: (line: string) => void stderr.write(`\r\u001b[K${line}`) } : {};

process.exitCode = await run(process.argv.slice(2), process.env, { out: console.log, err: console.error, ...draw });
