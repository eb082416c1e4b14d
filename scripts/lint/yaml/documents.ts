import { isMap, isPair, isScalar, type Scalar, visit } from "yaml";
import type { Rule } from "./model.ts";
import { isBlank } from "./tokens.ts";

export const documentStart: Rule = (file, options, say) => {
  const real = file.tokens.filter((one) => !isBlank(one) && one.type !== "directive-line");
  const [first] = real;
  if (options.present === true) {
    let open = false;
    for (const one of real) {
      if (one.type === "doc-start") open = true;
      else if (one.type === "doc-end") open = false;
      else if (!open) {
        say({ line: file.at(one.start).line, column: 1 }, 'missing document start "---"');
        open = true;
      }
    }
  } else if (options.present === false && first)
    for (const one of real.filter(({ type }) => type === "doc-start"))
      say(file.at(one.start), 'found forbidden document start "---"');
};

export const documentEnd: Rule = (file, options, say) => {
  const real = file.tokens.filter((one) => !isBlank(one));
  if (options.present === false) {
    for (const one of real.filter(({ type }) => type === "doc-end"))
      say(file.at(one.start), 'found forbidden document end "..."');
    return;
  }
  for (const [index, one] of real.entries()) {
    if (
      index > 0 &&
      one.type === "doc-start" &&
      real[index - 1]?.type !== "doc-end" &&
      real[index - 1]?.type !== "directive-line"
    )
      say({ line: file.at(one.start).line, column: 1 }, 'missing document end "..."');
  }
  const last = real.at(-1);
  if (last && last.type !== "doc-end")
    say({ line: Math.max(1, file.lines.length - 1), column: 1 }, 'missing document end "..."');
};

export const keyDuplicates: Rule = (file, options, say) => {
  for (const document of file.documents)
    visit(document, {
      Map: (_key, map) => {
        const seen = new Set<string>();
        for (const { key } of map.items) {
          if (!isScalar(key)) continue;
          const name = String(key.value);
          const merge =
            name === "<<" && key.type === "PLAIN" && options["forbid-duplicated-merge-keys"] !== true;
          if (seen.has(name) && !merge)
            say(file.at(key.range?.[0] ?? 0), `duplication of key "${name}" in mapping`);
          seen.add(name);
        }
      },
    });
};

/** What YAML 1.1 takes for true or false. */
const TRUTHY = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;

export const truthy: Rule = (file, options, say) => {
  const allowed = options["allowed-values"] as readonly string[];
  const look = (one: Scalar) => {
    const text = String(one.value);
    if (one.type !== "PLAIN" || one.tag !== undefined || !TRUTHY.test(text) || allowed.includes(text)) return;
    say(file.at(one.range?.[0] ?? 0), `truthy value should be one of [${[...allowed].sort().join(", ")}]`);
  };
  for (const document of file.documents)
    visit(document, {
      Scalar: (key, one, parents) => {
        const parent = parents.at(-1);
        const isKey = key === "key" || (isMap(parent) && isPair(one));
        if (!isKey || options["check-keys"] === true) look(one);
      },
    });
};
