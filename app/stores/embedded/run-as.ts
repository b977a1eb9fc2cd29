import { execFile } from "node:child_process";

/** The user a program runs as; `{}` is whoever we are. */
export interface Account {
  uid?: number;
  gid?: number;
}

/**
 * Runs a short program as `account` and waits for it. Nothing of our environment is passed on: it holds secrets, and
 * PG* variables would change what the Postgres programs do.
 *
 * @returns whether it ended with 0, and what it printed on stdout and stderr together
 */
export function runAs(
  account: Account,
  command: string,
  args: readonly string[],
): Promise<{ isOk: boolean; output: string }> {
  return new Promise((resolve) => {
    // cwd "/": the account may not be able to enter our own directory.
    const options = { ...account, cwd: "/", env: bareEnv, maxBuffer: 16 * 1024 * 1024 };
    execFile(command, [...args], options, (error, stdout, stderr) => {
      resolve({ isOk: error === null, output: `${stdout}${stderr}`.trim() || (error?.message ?? "") });
    });
  });
}

/** Enough for a program to find system tools, in a locale and time zone that are the same everywhere. */
export const bareEnv = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C", TZ: "UTC" };
