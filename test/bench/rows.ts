import { type CaseName, sumOf } from "./cases.ts";
import type { Timing } from "./measure.ts";
import { type Aim, atLeast, atMost, milliseconds, pairedRatio, type Row } from "./report.ts";

/** What the packed and installed package takes to start, and how many times bare Node's time it may take. */
const STARTED = [
  ["help", "help", 1.5],
  ["check --help", "verbHelp", 2],
  ["version", "version", 2],
  ["completion of an option", "completion", 2],
] as const;

/** What was timed on one repository, as rows. The aims of check and render are set for 50 releases. */
export function timeRows(releases: number, times: Readonly<Record<CaseName, readonly Timing[]>>): Row[] {
  const sum = times.template.map((one, at) =>
    sumOf([one, times.lint[at] as Timing, times.decrypt[at] as Timing]),
  );
  const faster = (
    what: string,
    own: readonly Timing[],
    other: readonly Timing[],
    name: string,
    aim?: Aim,
  ): Row => {
    return row({ releases, what, own, other, name }, [other, own], aim);
  };
  const large = releases >= 50;
  return [
    {
      releases,
      what: "helmfile template, 3 environments",
      measured: milliseconds(times.template),
      ...nothing,
    },
    { releases, what: `helm lint, ${releases} charts`, measured: milliseconds(times.lint), ...nothing },
    { releases, what: "sops decrypt, 3 files", measured: milliseconds(times.decrypt), ...nothing },
    faster("check, cold", times.cold, sum, "the sum", large ? atLeast(8) : undefined),
    faster("check, warm", times.warm, sum, "the sum", large ? atLeast(40) : undefined),
    faster("render, one environment", times.render, times.templateOne, "template"),
    faster(
      "its renders alone, values given",
      times.renders,
      times.templateOne,
      "template",
      large ? atLeast(20) : undefined,
    ),
    ...STARTED.map(([what, name, most]) =>
      row(
        { releases, what, own: times[name], other: times.node, name: "node -e 0" },
        [times[name], times.node],
        atMost(most),
      ),
    ),
  ];
}

/** A wrapped apply beside a bare one. */
export function applyRow(releases: number, own: readonly Timing[], bare: readonly Timing[]): Row {
  const compared = { releases, what: "apply --yes", own, other: bare, name: "helmfile apply" };
  return row(compared, [own, bare], atMost(1.15));
}

const nothing = { beside: "", ratio: "", cpuRatio: "", aim: "" };

interface Compared {
  readonly releases: number;
  readonly what: string;
  readonly own: readonly Timing[];
  readonly other: readonly Timing[];
  readonly name: string;
}

function row(
  { releases, what, own, other, name }: Compared,
  [above, below]: readonly [readonly Timing[], readonly Timing[]],
  aim: Aim | undefined,
): Row {
  const ratio = pairedRatio(above, below);
  const show = (number: number) => number.toFixed(number < 10 ? 2 : 1);
  return {
    releases,
    what,
    measured: milliseconds(own),
    beside: `${milliseconds(other)} ${name}`,
    ratio: show(ratio),
    cpuRatio: show(pairedRatio(above, below, "cpu")),
    aim: aim?.text ?? "",
    ...(aim && { met: aim.holds(ratio) }),
  };
}
