import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { onExit } from "../../scripts/core/lifetime.ts";

const PREFIX = "chartroom-test-";

/** A network of its own: ports and firewall rules in it are no others' business. */
export interface Network {
  readonly name: string;
  /** The words before a command that runs in it. */
  readonly enter: readonly string[];
  remove(): void;
}

/** Makes a network namespace with a loopback; removed when the process ends, those of killed processes at once. */
export function makeNetwork(): Network {
  removeStale();
  const name = `${PREFIX}${process.pid}`;
  execFileSync("ip", ["netns", "add", name]);
  const remove = () => {
    spawnSync("ip", ["netns", "delete", name]);
  };
  const forget = onExit(remove);
  execFileSync("ip", ["-n", name, "link", "set", "lo", "up"]);
  return {
    name,
    enter: ["nsenter", `--net=/run/netns/${name}`],
    remove: () => {
      remove();
      forget();
    },
  };
}

function removeStale(): void {
  const folder = "/run/netns";
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const pid = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : undefined;
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) spawnSync("ip", ["netns", "delete", name]);
  }
}
