import { userInfo } from 'node:os';

/** Who runs this command. A container may run as a user without a name. */
export function whoAsks(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.());
  }
}
