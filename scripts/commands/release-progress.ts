import type { ApplyEvent, HookJob } from "../helmfile/events.ts";
import { liveLines } from "../report/live-lines.ts";
import type { Screen } from "../report/screen.ts";

export interface ReleaseProgress {
  tell(event: ApplyEvent): void;
  stop(): void;
  /** What was released, in the order in which it happened, hooks included. */
  released(environment: string): string;
}

/** Turns what happens during an apply into lines: redrawn on a terminal, plain elsewhere. */
export function releaseProgress(screen: Screen): ReleaseProgress {
  const lines = liveLines(screen);
  const order: string[] = [];
  return {
    tell(event) {
      if (event.kind === "started") lines.show(event.release, `${event.release}: releasing ...`);
      else if (event.kind === "released") {
        order.push(`${event.release} revision ${event.revision}`);
        lines.settle(event.release, `${event.release}: released, revision ${event.revision}`);
      } else if (event.hook.state === "running") lines.show(event.hook.uid, `${describe(event.hook)} ...`);
      else {
        if (event.hook.state === "ok") order.push(describe(event.hook));
        const seconds = Math.round((event.hook.changed - event.hook.seen) / 1000);
        lines.settle(event.hook.uid, `${describe(event.hook)} ... ${event.hook.state} (${seconds} s)`);
      }
    },
    stop: () => lines.stop(),
    released: (environment) =>
      [
        `${environment} is applied, in this order:`,
        ...order.map((one, index) => `  ${index + 1}. ${one}`),
      ].join("\n"),
  };
}

function describe({ release, events, job }: HookJob): string {
  return `${release === "" ? "" : `${release}: `}${events.join(",")} hook ${job}`;
}
