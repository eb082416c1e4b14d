import type { Rule, RuleOptions, Say, YamlFile } from "./model.ts";
import { isBlank, type Token } from "./tokens.ts";

/** Neighbours among the tokens that mean something, where they stand on the same line. */
interface Around {
  readonly token: Token;
  readonly before: Token | undefined;
  readonly after: Token | undefined;
}

function* around(file: YamlFile, types: readonly Token["type"][]): Generator<Around> {
  const real = file.tokens.filter((one) => !isBlank(one));
  for (const [index, token] of real.entries()) {
    if (!types.includes(token.type)) continue;
    const [before, after] = [real[index - 1], real[index + 1]];
    yield {
      token,
      before: before && !file.text.slice(before.end - 1, token.start).includes("\n") ? before : undefined,
      after: after && !file.text.slice(token.end, after.start).includes("\n") ? after : undefined,
    };
  }
}

/** yamllint marks the last of too many spaces, and the place where one is missing. */
function checkGap(
  file: YamlFile,
  from: number,
  to: number,
  { min = 0, max = -1, few = "", many = "" }: { min?: number; max?: number; few?: string; many?: string },
  say: Say,
): void {
  const count = to - from;
  const { line, column } = file.at(to);
  if (max !== -1 && count > max) say({ line, column: Math.max(1, column - 1) }, many);
  else if (count < min) say({ line, column }, few);
}

const number = (options: RuleOptions, name: string) => options[name] as number;

export const colons: Rule = (file, options, say) => {
  for (const { token, before, after } of around(file, ["map-value-ind", "explicit-key-ind"])) {
    const isColon = token.type === "map-value-ind";
    const afterMax = number(options, "max-spaces-after");
    // `*name :` needs its space: without it the colon would be a part of the name.
    const alias = before?.type === "alias" && token.start - before.end === 1;
    if (isColon && before && !alias)
      checkGap(
        file,
        before.end,
        token.start,
        { max: number(options, "max-spaces-before"), many: "too many spaces before colon" },
        say,
      );
    const many = isColon ? "too many spaces after colon" : "too many spaces after question mark";
    if (after) checkGap(file, token.end, after.start, { max: afterMax, many }, say);
  }
};

export const commas: Rule = (file, options, say) => {
  for (const { token, before, after } of around(file, ["comma"])) {
    const [max, min] = [number(options, "max-spaces-after"), number(options, "min-spaces-after")];
    const beforeMax = number(options, "max-spaces-before");
    if (before)
      checkGap(file, before.end, token.start, { max: beforeMax, many: "too many spaces before comma" }, say);
    else if (beforeMax !== -1) {
      const { line, column } = file.at(token.start);
      say({ line, column: Math.max(1, column - 1) }, "too many spaces before comma");
    }
    if (after)
      checkGap(
        file,
        token.end,
        after.start,
        { min, max, few: "too few spaces after comma", many: "too many spaces after comma" },
        say,
      );
  }
};

export const hyphens: Rule = (file, options, say) => {
  for (const { token, after } of around(file, ["seq-item-ind"]))
    if (after)
      checkGap(
        file,
        token.end,
        after.start,
        { max: number(options, "max-spaces-after"), many: "too many spaces after hyphen" },
        say,
      );
};

export const braces = inside("flow-map-start", "flow-map-end", "braces", "flow mapping");
export const brackets = inside("flow-seq-start", "flow-seq-end", "brackets", "flow sequence");

function inside(open: Token["type"], close: Token["type"], name: string, what: string): Rule {
  return (file, options, say) => {
    const spaces = (kind: string) => ({
      min: number(options, `min-spaces-inside${kind}`),
      max: number(options, `max-spaces-inside${kind}`),
      few: `too few spaces inside ${kind === "" ? "" : "empty "}${name}`,
      many: `too many spaces inside ${kind === "" ? "" : "empty "}${name}`,
    });
    const full = spaces("");
    // Not set means: as where there is something inside.
    const given = spaces("-empty");
    const empty = {
      ...given,
      min: given.min === -1 ? full.min : given.min,
      max: given.max === -1 ? full.max : given.max,
    };
    for (const { token, before, after } of around(file, [open, close])) {
      const starts = token.type === open;
      if (starts && (options.forbid === true || (options.forbid === "non-empty" && after?.type !== close))) {
        const { line, column } = file.at(token.end);
        say({ line, column }, `forbidden ${what}`);
      } else if (starts && after)
        checkGap(file, token.end, after.start, after.type === close ? empty : full, say);
      else if (!starts && before && before.type !== open) checkGap(file, before.end, token.start, full, say);
    }
  };
}
