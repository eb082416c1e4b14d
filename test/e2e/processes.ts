import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";

interface Seen {
  readonly pid: number;
  readonly parent: number;
  readonly words: readonly string[];
}

function processes(): Seen[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        // Field 4; the second field is the name in brackets, which may hold spaces.
        const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
        const words = readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0");
        return [{ pid: Number(name), parent, words }];
      } catch {
        return []; // it has ended meanwhile
      }
    });
}

/** Ends a part of a cluster with SIGKILL: the program of that name whose arguments name the cluster's folder. */
export function killNamed(directory: string, name: string): void {
  const found = processes().filter(
    ({ words }) =>
      path.basename(words[0] ?? "") === name && words.some((word) => word.includes(`${directory}/`)),
  );
  if (found.length === 0) throw new Error(`there is no ${name} to kill`);
  for (const { pid } of found) process.kill(pid, "SIGKILL");
}

/** The processes of that name that another has started, or one of those: their numbers. Filtered by their words. */
export function below(
  pid: number,
  name: string,
  wanted: (words: readonly string[]) => boolean = () => true,
): number[] {
  const all = processes();
  const found: number[] = [];
  const visit = (parent: number): void => {
    for (const one of all.filter((other) => other.parent === parent)) {
      const mine = path.basename(one.words[0] ?? "") === name;
      if (mine && wanted(one.words)) found.push(one.pid);
      visit(one.pid);
    }
  };
  visit(pid);
  return found;
}

/** The processes with a variable of that name and value in their environment: a run and all that it has started. */
export function withVariable(name: string, value: string): number[] {
  return readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(`${name}=${value}`);
      } catch {
        return false; // it has ended meanwhile
      }
    })
    .map(Number);
}
