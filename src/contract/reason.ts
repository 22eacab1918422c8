/** Why the system or the network failed, in one line that names the code. */
export function reasonOf(error: unknown): string {
  // Node gathers the failures of several addresses in one error without a message.
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  // OpenSSL's own words tell where in its source it stands.
  if (/^(EPROTO|ERR_SSL_)/.test(code)) return `no TLS connection can be made (${code})`;
  const [line = ''] = error.message.split('\n');
  return line.includes(code) ? line : `${line} (${code})`;
}
