import { spawn } from "node:child_process";
import { collected } from "../rig.ts";

/** What came of a load: each request is sent once, and failed where there was no whole answer below 500. */
export interface LoadResult {
  readonly sent: number;
  readonly failed: readonly { at: string; path: string; why: string }[];
  readonly statuses: Readonly<Record<string, number>>;
}

export interface Load {
  /** Ends the load and tells what came of it; the same again when asked again. */
  stop(): Promise<LoadResult>;
}

/** How many requests were sent, and how many of them failed. */
export interface Requests {
  readonly sent: number;
  readonly failed: number;
}

/** The loads of one scenario at a time: what they sent is counted, however the scenario ends. */
export class Loads {
  private begun: Load[] = [];

  /** Starts the words of a load (load.ts), with those before them that lead to where it runs. */
  start([program, ...args]: readonly string[]): Load {
    const child = spawn(program as string, args, { stdio: ["pipe", "pipe", "inherit"] });
    const ended = collected(child).then(({ stdout }) => JSON.parse(stdout) as LoadResult);
    ended.catch(() => {}); // whoever stops it is told
    const stop = (): Promise<LoadResult> => {
      child.stdin.end();
      return ended;
    };
    this.begun.push({ stop });
    return { stop };
  }

  /** Stops what still runs, counts all since the last call, and forgets it. Undefined where there was no load. */
  async count(): Promise<Requests | undefined> {
    const loads = this.begun;
    this.begun = [];
    const results = (await Promise.allSettled(loads.map((one) => one.stop()))).flatMap((one) =>
      one.status === "fulfilled" ? [one.value] : [],
    );
    if (results.length === 0) return undefined;
    return {
      sent: results.reduce((sum, one) => sum + one.sent, 0),
      failed: results.reduce((sum, one) => sum + one.failed.length, 0),
    };
  }
}
