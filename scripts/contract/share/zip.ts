import { strToU8, type ZipOptions, zipSync } from 'fflate';

/** One archive of these files, with the same bytes wherever and whenever it is made. */
export function zipped(files: ReadonlyMap<string, string>): Uint8Array {
  const sorted = [...files].sort(([one], [other]) => (one < other ? -1 : 1));
  return zipSync(Object.fromEntries(sorted.map(([path, text]) => [path, [strToU8(text), always]])));
}

/** A zip keeps local time without its zone: noon of its first day, in whichever zone. Files are -rw-r--r--. */
const always: ZipOptions = { level: 9, mtime: new Date(1980, 0, 1, 12), os: 3, attrs: 0o100644 * 0x10000 };
