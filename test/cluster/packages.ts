import { existsSync } from "node:fs";
import process from "node:process";
import { candidates } from "../../scripts/tools/find.ts";
import { lackingPackages } from "../debian.ts";

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
export function whyNoNode(): string | undefined {
  if (process.platform !== "linux") return "a real node needs Linux";
  if (process.getuid?.() !== 0) return "a real node needs root (namespaces, cgroups)";
  const missing = lackingPackages(Object.keys(packages), (name) => isThere(packages[name] as string));
  return missing.length === 0 ? undefined : `needs Debian's packages ${missing.join(", ")}`;
}

const isThere = (needed: string): boolean =>
  needed.startsWith("/") ? existsSync(needed) : candidates(needed).length > 0;
