/** Whether SQLite says that another connection is at work (SQLITE_BUSY, with whatever detail in the higher bits). */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && Number(error.errcode) % 256 === 5;
}
