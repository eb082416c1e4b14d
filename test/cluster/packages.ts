import { existsSync } from "node:fs";
import process from "node:process";
import { run } from "../../scripts/core/exec.ts";
import { candidates } from "../../scripts/tools/find.ts";

/** Debian's package of what each node needs and does not come as a Go module. A value is a command or a file. */
const packages: Readonly<Record<string, string>> = {
  runc: "runc",
  "containernetworking-plugins": "/usr/lib/cni/ptp",
  iptables: "iptables",
  nftables: "nft",
  iproute2: "ip",
  openssl: "openssl",
  curl: "curl",
  "util-linux": "nsenter",
};

/** Why a real node cannot be had on this machine, or undefined. Installs what is missing where it may. */
export async function whyNoNode(): Promise<string | undefined> {
  if (process.platform !== "linux") return "a real node needs Linux";
  if (process.getuid?.() !== 0) return "a real node needs root (namespaces, cgroups)";
  let missing = absent();
  if (missing.length === 0) return undefined;
  if (candidates("apt-get").length === 0) return `missing: ${missing.join(", ")}`;
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "-qq"], { env });
  await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...missing], { env });
  missing = absent();
  return missing.length === 0 ? undefined : `apt-get did not bring ${missing.join(", ")}`;
}

function absent(): string[] {
  return Object.entries(packages)
    .filter(([, needed]) => (needed.startsWith("/") ? !existsSync(needed) : candidates(needed).length === 0))
    .map(([name]) => name);
}
