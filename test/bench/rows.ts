import type { CaseName } from "./cases.ts";
import { type Aim, atLeast, atMost, milliseconds, pairedRatio, type Row } from "./report.ts";

/** What was timed on one repository, as rows. The aims of check and render are set for 50 releases. */
export function timeRows(releases: number, times: Readonly<Record<CaseName, readonly number[]>>): Row[] {
  const sum = times.template.map((one, at) => one + (times.lint[at] ?? 0) + (times.decrypt[at] ?? 0));
  const faster = (
    what: string,
    own: readonly number[],
    other: readonly number[],
    name: string,
    aim?: Aim,
  ): Row => {
    const ratio = pairedRatio(other, own);
    return row(releases, what, own, other, name, ratio, aim);
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
    faster(
      "render, one environment",
      times.render,
      times.templateOne,
      "template",
      large ? atLeast(20) : undefined,
    ),
    row(
      releases,
      "help",
      times.help,
      times.node,
      "node -e 0",
      pairedRatio(times.help, times.node),
      atMost(1.5),
    ),
  ];
}

/** A wrapped apply beside a bare one. */
export function applyRow(releases: number, own: readonly number[], bare: readonly number[]): Row {
  return row(releases, "apply --yes", own, bare, "helmfile apply", pairedRatio(own, bare), atMost(1.15));
}

const nothing = { beside: "", ratio: "", aim: "" };

function row(
  releases: number,
  what: string,
  own: readonly number[],
  other: readonly number[],
  name: string,
  ratio: number,
  aim: Aim | undefined,
): Row {
  return {
    releases,
    what,
    measured: milliseconds(own),
    beside: `${milliseconds(other)} ${name}`,
    ratio: ratio.toFixed(ratio < 10 ? 2 : 1),
    aim: aim?.text ?? "",
    ...(aim && { met: aim.holds(ratio) }),
  };
}
