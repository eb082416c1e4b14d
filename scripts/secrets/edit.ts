import path from "node:path";
import process from "node:process";
import { execa } from "execa";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { childEnvironment } from "../core/exec.ts";
import { isFile } from "../core/files.ts";
import { canonicalJson, isObject, type Json, showPath, type ValuePath } from "../core/json.ts";
import { onExit } from "../core/lifetime.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { fileStart } from "../core/source.ts";
import { readLayer } from "../layers/read.ts";
import { findTool } from "../tools/find.ts";
import { decryptCopy, keepBeside, replaceFile, type WorkCopy, workCopy } from "./copy.ts";
import { refusal } from "./open.ts";
import { noRule, readRules, ruleFor } from "./rules.ts";

// sops' exit code, cmd/sops/codes.
const NOT_MODIFIED = 200;

/** What is to become of what was saved: it stands for the file, or beside it, or comes back into the editor. */
export type Judgement = "save" | "keep beside" | "edit again";

/** The paths that an edit changed, with no value; empty when nothing was changed. */
export interface Edited {
  readonly changed: readonly string[];
  /** The file is as it was, and what was saved lies beside it, encrypted, as `FILE.new`. */
  readonly isBeside: boolean;
}

/**
 * Opens a secrets file in the user's editor through `sops edit`, on a copy in the private directory, which is where the
 * plain text lies too. The file is replaced in one step, and only by what decrypts, reads as a map of values and is found
 * good by `judge`.
 */
export async function editSecrets(
  root: string,
  file: string,
  judge: (copy: WorkCopy) => Promise<Judgement>,
): Promise<Result<Edited>> {
  const sops = await findTool("sops");
  if (!sops.ok) return sops;
  if (!isFile(path.join(root, file))) {
    const rules = readRules(root);
    if (!rules.ok) return rules;
    if (!ruleFor(rules.value ?? [], file)) return fail([noRule(file)]);
  }
  const copy = workCopy(root, file);
  try {
    const before = copy.original === undefined ? undefined : await decryptCopy(sops.value.path, copy);
    if (before && before.ran.code !== 0) return fail([refusal(root, file, before.ran)]);
    for (let round = 1; ; round++) {
      const ended = await editor(sops.value.path, copy);
      if (ended === NOT_MODIFIED && round === 1) return ok({ changed: [], isBeside: false });
      if (ended !== 0 && ended !== NOT_MODIFIED) return fail([notSaved(file, ended)]);
      const after = await decryptCopy(sops.value.path, copy);
      const layer = readLayer(copy.folder, file);
      const wrong = layer.ok
        ? layer.value.diagnostics.filter((one) => one.severity === "error")
        : layer.error;
      if (after.values === undefined || wrong.length > 0) {
        const why = wrong[0]?.message ?? "what was saved is no map of values";
        return fail([diagnostic("CR160", `${file} is as it was: ${why}`, { place: fileStart(file) })]);
      }
      const judgement = await judge(copy);
      if (judgement === "edit again") continue;
      if (judgement === "keep beside") {
        keepBeside(root, copy);
        return ok({ changed: [], isBeside: true });
      }
      const failed = replaceFile(root, copy);
      if (failed.length > 0) return fail(failed);
      return ok({ changed: changes(before?.values ?? {}, after.values), isBeside: false });
    }
  } finally {
    copy.remove();
  }
}

/** Runs `sops edit` on the user's terminal; its exit code, or undefined when what was saved is not YAML. */
async function editor(sops: string, copy: WorkCopy): Promise<number | undefined> {
  const terminal = process.stdin.isTTY === true;
  const child = execa(sops, ["edit", `./${copy.file}`], {
    cwd: copy.folder,
    env: childEnvironment(copy.env),
    extendEnv: false,
    // On a terminal sops asks whether to go back into the editor. Elsewhere nobody answers: its question ends it.
    stdio: terminal ? "inherit" : ["pipe", "pipe", "pipe"],
    reject: false,
    verbose: "none",
  });
  const forget = onExit(() => child.kill());
  let asked = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (text: Buffer) => {
      if (!/press .*to return/i.test(text.toString())) return;
      asked = true;
      child.kill();
    });
  }
  const { exitCode } = await child;
  forget();
  return asked ? undefined : exitCode;
}

function notSaved(file: string, code: number | undefined): Diagnostic {
  const place = fileStart(file);
  const why =
    code === undefined ? "what was saved is not YAML" : `the editor failed (sops ended with code ${code})`;
  return diagnostic("CR160", `${file} is as it was: ${why}`, { place });
}

/** `a.b` for a value that was changed, `+ a.b` for a new one, `- a.b` for one that was removed. */
function changes(before: Json | undefined, after: Json | undefined, at: ValuePath = []): string[] {
  if (before !== undefined && after !== undefined && canonicalJson(before) === canonicalJson(after))
    return [];
  if (isObject(before) && isObject(after)) {
    return [...new Set([...Object.keys(after), ...Object.keys(before)])].flatMap((key) =>
      changes(before[key], after[key], [...at, key]),
    );
  }
  const sign = before === undefined ? "+ " : after === undefined ? "- " : "";
  return [`${sign}${showPath(at)}`];
}
