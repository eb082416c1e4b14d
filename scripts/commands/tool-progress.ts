import { liveLines } from "../report/live-lines.ts";
import type { Screen } from "../report/screen.ts";
import type { ModuleName, ToolEvent } from "../tools/model.ts";

/** Between two plain lines about a build that goes on, where lines cannot be redrawn. */
const REMIND_MS = 60_000;

/** Draws the events of `installTools`: moving lines on a terminal, plain lines in CI. Call `stop` at the end. */
export function toolProgress(screen: Screen): { onEvent: (event: ToolEvent) => void; stop: () => void } {
  const lines = liveLines(screen);
  const doing = new Map<ModuleName, { readonly begun: number; text: string }>();
  const draw = () => {
    for (const [module, { begun, text }] of doing)
      lines.show(module, `  ${module}: ${text} (${duration(begun)})`);
  };
  const tick = setInterval(draw, 500);
  const remind = setInterval(() => {
    if (screen.interactive) return;
    for (const [module, { begun, text }] of doing) screen.say(`  ${module}: ${text} (${duration(begun)})`);
  }, REMIND_MS);
  // An error elsewhere must end the process, not leave it drawing.
  tick.unref();
  remind.unref();
  const onEvent = (event: ToolEvent) => {
    switch (event.kind) {
      case "plan":
        screen.say(planText(event));
        return;
      case "started":
        doing.set(event.module, { begun: Date.now(), text: "starting" });
        if (!screen.interactive) screen.say(`  ${event.module}: building`);
        return;
      case "waiting": {
        const text = `another run (process ${event.pid}) is building it; waiting`;
        doing.set(event.module, { begun: Date.now(), text });
        if (!screen.interactive) screen.say(`  ${event.module}: ${text}`);
        return;
      }
      case "working": {
        const entry = doing.get(event.module);
        if (entry) entry.text = working(event);
        return;
      }
      case "done":
        doing.delete(event.module);
        lines.settle(
          event.module,
          `  ${event.module}: ${event.byOther ? "built by another run" : `built in ${event.seconds} s`}`,
        );
        return;
      case "failed":
        doing.delete(event.module);
        lines.settle(event.module, `  ${event.module}: failed`);
        return;
    }
  };
  const stop = () => {
    clearInterval(tick);
    clearInterval(remind);
    lines.stop();
  };
  return { onEvent, stop };
}

function planText({ modules, atOnce }: Extract<ToolEvent, { kind: "plan" }>): string {
  const total = modules.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  const longest = modules.filter(({ cpuSeconds }) => cpuSeconds >= 100);
  const names = modules.map(({ module, version }) => `${module} ${version}`).join(", ");
  const costly = longest.map(({ module, cpuSeconds }) => `${module} ${cpuSeconds}`).join(", ");
  return [
    `building ${names}${atOnce > 1 ? `, ${atOnce} at once` : ""}`,
    `  about ${minutes(total)} of processor time the first time, shared by your cores${costly === "" ? "" : ` (seconds: ${costly})`}`,
    "  built once, kept for every project of this user; Ctrl-C loses little",
  ].join("\n");
}

function working({ step, count }: Extract<ToolEvent, { kind: "working" }>): string {
  if (step === "downloading") return `downloading, ${count} modules`;
  return step === "compiling" ? `compiling, ${count} packages` : "linking";
}

function duration(begun: number): string {
  const seconds = Math.round((Date.now() - begun) / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function minutes(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
