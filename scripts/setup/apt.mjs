import { SetupError } from "./report.mjs";
import { rootPrefix, run, tailOf } from "./run.mjs";

/**
 * Installs a package with apt-get and keeps its service from being started, now or at the next boot: a second
 * redis-server on port 6379 would be nobody's. Where a policy-rc.d exists already (container images) it is left alone.
 */
const script = `
set -e
if [ ! -e /usr/sbin/policy-rc.d ]; then
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  trap 'exit 1' HUP INT TERM
  printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d
  chmod 755 /usr/sbin/policy-rc.d
fi
export DEBIAN_FRONTEND=noninteractive
install() { apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=120 "$1"; }
install "$1" || { apt-get update && install "$1"; }
if [ -n "$2" ]; then systemctl disable "$2" || update-rc.d "$2" disable || true; fi
`;

/**
 * @param service  the system service the package brings, if any
 * @returns false when there is no apt-get here or no right to use it
 * @throws SetupError when it tried and failed
 */
export async function aptInstall(name, service = "") {
  if ((await run("apt-get", ["--version"])).code !== 0) return false;
  const prefix = await rootPrefix();
  if (prefix === null) return false;
  const [command, ...args] = [...prefix, "sh", "-c", script, "sh", name, service];
  const { code, output } = await run(command, args);
  if (code !== 0) throw new SetupError(`\`apt-get install ${name}\` failed (exit code ${code}).`, tailOf(output));
  return true;
}
