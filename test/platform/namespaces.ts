import { spawn } from "node:child_process";
import process from "node:process";
import { onExit } from "../../scripts/core/lifetime.ts";
import { candidates } from "../../scripts/tools/find.ts";
import { lackingPackages } from "../debian.ts";

/** Debian's package of each command that the checks need. */
const packages: Readonly<Record<string, string>> = {
  iproute2: "ip",
  openssl: "openssl",
  unzip: "unzip",
  "util-linux": "unshare",
};

/** Addresses that simulated pods get; inside, each of them is this machine, so that a stand-in can answer for a pod. */
const POD_ADDRESSES = "10.0.0.1/16";

/** An API server looks for the address of the default route, so there is one, which leads nowhere. */
const SET_UP = `
ip link set lo up
ip address add ${POD_ADDRESSES} dev lo
ip link add node0 type dummy 2>/dev/null || ip link add node0 type bridge
ip address add 10.99.0.1/24 dev node0
ip link set node0 up
ip route add default dev node0 src 10.99.0.1
exec "$@"
`;

/** Why the checks cannot run on this machine, or undefined. Installs what is missing where it may. */
export function whyNotInside(): string | undefined {
  if (process.platform !== "linux") return "needs Linux (network namespaces)";
  if (process.getuid?.() !== 0) return "needs root (network namespaces)";
  const missing = lackingPackages(
    Object.keys(packages),
    (name) => candidates(packages[name] as string).length > 0,
  );
  return missing.length === 0 ? undefined : `needs Debian's packages ${missing.join(", ")}`;
}

/**
 * Runs one of our scripts as the first process of network, mount and process namespaces of its own: whatever it starts
 * can reach nothing outside, takes no port of this machine, and ends with it, also on Ctrl-C or a kill of this process.
 * The answer is its exit code.
 */
export function runInside(script: readonly string[]): Promise<number | null> {
  const namespaces = ["--net", "--mount", "--pid", "--ipc", "--fork", "--kill-child", "--mount-proc"];
  const inner = ["sh", "-ec", SET_UP, "sh", process.execPath, "--import", "tsx", ...script];
  const child = spawn(
    "setpriv",
    ["--pdeathsig", "KILL", "unshare", ...namespaces, "--propagation", "private", ...inner],
    { stdio: ["ignore", "inherit", "inherit"] },
  );
  onExit(() => child.kill("SIGKILL"));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", resolve);
  });
}
