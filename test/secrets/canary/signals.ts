import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { environment, type Planted } from "./planted.ts";
import { type Totals, traced } from "./runs.ts";

export const signals = ["SIGINT", "SIGTERM", "SIGKILL"] as const;

/** What is ended: each lets plain text into the private directory, for as long as it takes. */
export const ended: readonly (readonly string[])[] = [
  ["-e", environment, "check", "--verbose"],
  ["-e", environment, "render", "--no-cache"],
  ["-e", environment, "template"],
  ["-e", environment, "secrets", "rotate", "--yes"],
  ["-e", environment, "apply", "--yes", "--verbose"],
];

/** How many private directories SIGKILL left behind, which the next start then removed. */
export interface Signalled {
  readonly stale: number;
}

/**
 * Ends runs at `moments` evenly spread over their time, with each signal. After an interrupt the private directory is
 * gone, after SIGKILL the next start removes it. The runs have /dev/shm to themselves by way of XDG_RUNTIME_DIR.
 */
export async function signalRuns(
  totals: Totals,
  place: Planted,
  { moments, commands = ended }: { moments: number; commands?: typeof ended },
): Promise<Signalled> {
  const shm = mkdtempSync("/dev/shm/chartroom-private-test-");
  writeFileSync(path.join(shm, "pid"), String(process.pid));
  const env = { XDG_RUNTIME_DIR: path.join(shm, "run") };
  mkdirSync(env.XDG_RUNTIME_DIR, { mode: 0o700 });
  const left = () => readdirSync(env.XDG_RUNTIME_DIR).filter((name) => name.startsWith("chartroom-private-"));
  let stale = 0;
  try {
    let turn = 0;
    const times = new Map<readonly string[], number>();
    for (const signal of signals)
      for (let moment = 0; moment < moments; moment += 1) {
        const args = commands[turn++ % commands.length] as readonly string[];
        const time = times.get(args) ?? (await traced(totals, place, args, { env })).milliseconds;
        times.set(args, time);
        const after = Math.round((time * (moment + 0.5)) / moments);
        const about = `${args.join(" ")}, ${signal} after ${after} ms`;
        await traced(totals, place, args, { env, kill: { signal, after } });
        if (signal === "SIGKILL") {
          stale += left().length;
          await traced(totals, place, ["doctor"], { env });
        }
        if (left().length > 0) totals.leaks.push(`${about}: ${left()} is still there`);
        for (const name of left()) rmSync(path.join(env.XDG_RUNTIME_DIR, name), { recursive: true });
      }
    if (!existsSync(path.join(place.root, `environments/${environment}/secrets.yaml`)))
      totals.leaks.push("the secrets file is gone");
  } finally {
    rmSync(shm, { recursive: true, force: true });
  }
  return { stale };
}
