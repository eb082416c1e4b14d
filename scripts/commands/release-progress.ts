import type { ApplyEvent, HookJob } from "../helmfile/events.ts";
import { secondsOf } from "../helmfile/order.ts";
import { liveLines } from "../report/live-lines.ts";
import type { Screen } from "../report/screen.ts";

export interface ReleaseProgress {
  tell(event: ApplyEvent): void;
  stop(): void;
}

/** Turns what happens during an apply into lines: redrawn on a terminal, plain elsewhere. */
export function releaseProgress(screen: Screen): ReleaseProgress {
  const lines = liveLines(screen);
  return {
    tell(event) {
      if (event.kind === "started") lines.show(event.release, `${event.release}: releasing ...`);
      else if (event.kind === "released")
        lines.settle(event.release, `${event.release}: released, revision ${event.revision}`);
      else {
        const { hook } = event;
        if (hook.state === "running") lines.show(hook.uid, `${describe(hook)} ...`);
        else lines.settle(hook.uid, `${describe(hook)} ... ${hook.state} (${secondsOf(hook)} s)`);
      }
    },
    stop: () => lines.stop(),
  };
}

function describe({ release, event, job }: HookJob): string {
  return `${release === "" ? "" : `${release}: `}${event} hook Job ${job}`;
}
