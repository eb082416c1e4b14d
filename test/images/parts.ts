import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { lackingPackages } from "../debian.ts";

/** Debian's packages, each with a program of it. */
const PARTS: Readonly<Record<string, string>> = {
  "docker.io": "/usr/bin/docker",
  buildah: "/usr/bin/buildah",
  debootstrap: "/usr/sbin/debootstrap",
  iproute2: "/usr/sbin/ip",
  iptables: "/usr/sbin/iptables",
};

/** Which of these packages, or of all, are not there after what can be installed was. */
export function lackingParts(packages: readonly string[] = Object.keys(PARTS)): readonly string[] {
  return lackingPackages(packages, (name) => existsSync(PARTS[name] as string));
}

let asked: { readonly missing: string | undefined } | undefined;

/**
 * Why no image can be built here, or undefined: it can. It takes root on Debian, since namespaces, mounts and debootstrap
 * do; what is missing is installed first, by apt-get, and nothing of it is started.
 */
export function missingParts(): string | undefined {
  asked ??= { missing: look() };
  return asked.missing;
}

function look(): string | undefined {
  if (process.platform !== "linux" || !existsSync("/etc/debian_version")) return "needs Debian";
  if (process.getuid?.() !== 0) return "needs root, for debootstrap, dockerd and a network namespace";
  const left = lackingParts();
  if (left.length > 0) return `needs Debian's packages ${left.join(", ")}`;
  const namespaces = spawnSync("unshare", ["--net", "true"]);
  return namespaces.status === 0 ? undefined : "needs the right to make a network namespace";
}

/** Node's folder of npm, for an image of Node; undefined where npm lies elsewhere. */
export function npmFolder(): string | undefined {
  const folder = path.resolve(path.dirname(process.execPath), "../lib/node_modules/npm");
  return existsSync(path.join(folder, "bin/npm-cli.js")) ? folder : undefined;
}
