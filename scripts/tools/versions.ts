import { realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { coerce, parse, rcompare, satisfies } from "semver";
import { run } from "../core/exec.ts";
import { readIfThere, writeWhole } from "../core/files.ts";
import { toolsDirectory } from "./cached.ts";
import type { ToolName } from "./model.ts";
import { toolPins } from "./pins.ts";

/** Answers of earlier runs by binary, so that most runs start no version command at all. */
type Answers = Record<string, { readonly seen: string; readonly version: string | null }>;

const answers = new Map<string, Answers>();

/**
 * The version that a binary says it has, or undefined where it says none that can be read. The answer is kept for
 * later runs unless told otherwise.
 */
export async function versionOf(
  name: ToolName,
  binary: string,
  { keep = true } = {},
): Promise<string | undefined> {
  const seen = keep ? fingerprint(binary) : undefined;
  const file = path.join(toolsDirectory(), "versions.json");
  const known = answersIn(file)[`${name} ${binary}`];
  if (seen !== undefined && known?.seen === seen) return known.version ?? undefined;
  // A version check must not reach the network or the user's cluster.
  const asked = await run(binary, toolPins[name].ask, {
    env: { KUBECONFIG: "/dev/null", SOPS_DISABLE_VERSION_CHECK: "true" },
  });
  const version = asked.code === 0 ? readVersion(asked.stdout || asked.stderr) : undefined;
  if (seen !== undefined && asked.code !== null)
    remember(file, `${name} ${binary}`, { seen, version: version ?? null });
  return version;
}

/** The first version in a text: of three numbers where there is one, else of two. Vendors' suffixes stay. */
export function readVersion(text: string): string | undefined {
  const found = /\bv?(\d+\.\d+\.\d+(?:[-+~][\w.+~-]*)?)/.exec(text) ?? /\bv?(\d+\.\d+)\b/.exec(text);
  return found?.[1];
}

const require = createRequire(import.meta.url);
interface Semver {
  readonly coerce: typeof coerce;
  readonly parse: typeof parse;
  readonly rcompare: typeof rcompare;
  readonly satisfies: typeof satisfies;
}

/**
 * A function of the library, loaded when it is first wanted: tools that chartroom has built are of the pinned version, and
 * all of the library takes longer to load than the rest of a start.
 */
export function semver<Name extends keyof Semver>(name: Name): Semver[Name] {
  return require(`semver/functions/${name}`) as Semver[Name];
}

/** True when a version as programs print it lies in a semver range. */
export function inRange(version: string | undefined, range: string): boolean {
  if (version === undefined || range === "") return false;
  const exact = semver("parse")(version, { loose: true }) ?? semver("coerce")(version);
  return exact !== null && semver("satisfies")(exact, range, { includePrerelease: true });
}

/**
 * What must stay the same for an old answer to count. A version manager's shim answers by the working directory,
 * so its answers are never kept.
 */
function fingerprint(binary: string): string | undefined {
  if (binary.split(path.sep).includes("shims")) return undefined;
  try {
    const real = realpathSync(binary);
    const { mtimeMs, size } = statSync(real);
    return `${real} ${mtimeMs} ${size}`;
  } catch {
    return undefined;
  }
}

function answersIn(file: string): Answers {
  const held = answers.get(file);
  if (held) return held;
  let read: Answers = {};
  try {
    read = JSON.parse(readIfThere(file) ?? "{}") as Answers;
  } catch {
    // A broken cache is an empty one.
  }
  answers.set(file, read);
  return read;
}

function remember(file: string, key: string, answer: Answers[string]): void {
  answersIn(file)[key] = answer;
  try {
    writeWhole(file, `${JSON.stringify(answersIn(file), null, 1)}\n`);
  } catch {
    // A cache that cannot be written costs time, nothing else.
  }
}
