import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import process from "node:process";

/** Held while packages are installed: test files run at the same time, and `apt-get update` does not wait for itself. */
const LOCK = "/run/lock/chartroom-tests-apt";

/** Installs what its words name. While it runs, policy-rc.d says to Debian's packages that no service may be started. */
const INSTALL = `
policy=/usr/sbin/policy-rc.d
if ! [ -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\\nexit 101\\n' > "$policy"
  chmod 755 "$policy"
fi
apt-get -qq update
apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
`;

/**
 * Which of these Debian packages are not there, after what can be installed was: on Debian as root, by apt-get. `there`
 * tells by package; it is asked only while nobody installs, since half a package looks like a whole one.
 */
export function lackingPackages(
  packages: readonly string[],
  there: (name: string) => boolean,
): readonly string[] {
  const lacking = () => packages.filter((name) => !there(name));
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return lacking();
  spawnSync("flock", [LOCK, "true"], { stdio: "ignore" });
  const missing = lacking();
  if (missing.length === 0) return [];
  spawnSync("flock", [LOCK, "sh", "-c", INSTALL, "sh", ...missing], {
    stdio: "ignore",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  return lacking();
}
