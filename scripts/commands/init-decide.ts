import { diagnostic } from "../core/diagnostic.ts";
import { fail, ok, type Result } from "../core/result.ts";
import type { OwnChoices } from "../init/choices.ts";
import type { Decided } from "../init/plan.ts";
import type { InitRecord } from "../init/write/record.ts";
import type { InitWords } from "./init-words.ts";

/** What flags say over what the run before recorded. */
export function decide(words: InitWords, recorded: InitRecord): Result<Decided> {
  const known = recorded.environments.map(({ name }) => name);
  const named = words.environments.length > 0 ? words.environments : known.length > 0 ? known : ["local"];
  const flags = Object.keys(words.own);
  if (words.environments.length === 0 && flags.length > 0 && named.length > 1) {
    const flag = flags[0] === "context" ? "kube-context" : flags[0];
    return fail([
      diagnostic("CR001", `\`--${flag}\` is one environment's own, and there are ${named.join(", ")}`, {
        help: `say which: -e ${named[0]}`,
      }),
    ]);
  }
  const environments: OwnChoices[] = [
    ...recorded.environments.map((one) => (named.includes(one.name) ? { ...one, ...words.own } : one)),
    ...named.filter((one) => !known.includes(one)).map((name) => ({ name, ...words.own })),
  ];
  return ok({
    stated: { ...recorded.stated, ...words.stated },
    shared: { ...recorded.shared, ...words.shared },
    environments,
  });
}
