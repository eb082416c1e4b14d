/** One step of a Dockerfile as BuildKit's plain progress tells of it. */
export interface Step {
  readonly stage: string;
  /** The instruction with its words. */
  readonly text: string;
  readonly cached: boolean;
}

/** The steps of a build's plain output that run or copy something, in the order in which they are told. */
export function stepsOf(output: string): Step[] {
  const steps = new Map<string, { stage: string; text: string; cached: boolean }>();
  for (const line of output.split("\n")) {
    const begun = /^\s*#(\d+) \[(\S+) +\d+\/\d+\] ((?:RUN|COPY|ADD|WORKDIR) .*)$/.exec(line);
    if (begun)
      steps.set(begun[1] as string, { stage: begun[2] as string, text: begun[3] as string, cached: false });
    const cached = /^\s*#(\d+) CACHED$/.exec(line);
    const step = cached && steps.get(cached[1] as string);
    if (step) step.cached = true;
  }
  return [...steps.values()];
}
