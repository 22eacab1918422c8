/** A command of this kit, as it can be pasted where this one was called: in a clone or project, by `npx` from a file, or installed. */
export function pasted(command: string): string {
  const { npm_lifecycle_event: script, npm_config_package: packages } = process.env;
  if (import.meta.filename.endsWith('.ts') || script === 'seamless') return `npm run seamless -- ${command}`;
  const from =
    script === 'npx' && packages
      ? packages
          .trim()
          .split(/\s*\n\s*/)
          .map((name) => `-p ${name} `)
      : [];
  return `npx ${from.length > 0 ? '-y ' : ''}${from.join('')}seamless ${command}`;
}
