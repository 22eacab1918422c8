import { readFileSync } from 'node:fs';

const manifest = readFileSync(new URL(import.meta.resolve('seamless-callback-kit/package.json')), 'utf8');

/** The first value of this key in the kit's own package.json: its version, or that of a package it uses. */
export function kitSays(key: string): string {
  const value = new RegExp(`"${key}": "([^"]+)"`).exec(manifest)?.[1];
  if (value === undefined) throw new Error(`the kit's package.json says nothing of ${key}`);
  return value;
}

/** The oldest major version of Node.js that the kit runs on. */
export const nodeMajor = Number(kitSays('node').replace(/\D+/, ''));
