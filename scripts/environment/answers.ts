import process from "node:process";
import { ageKeys } from "../core/age-keys.ts";
import { buildIdentity } from "../core/build.ts";
import { cacheKey } from "../core/cache-key.ts";
import { cacheDirectory } from "../core/files.ts";
import { isObject, type Json } from "../core/json.ts";
import { sealedEntry } from "../core/sealed.ts";
import type { HelmfileLocation } from "./find.ts";
import { asList, asObject, type State } from "./state.ts";
import { readVariables, staysInside, variableValues } from "./watchable.ts";
import { type Watched, watch } from "./watched.ts";

/** What helmfile printed for one environment: with the names of the layers, and with the values in them. */
export interface Answer {
  readonly named: readonly State[];
  readonly full: readonly State[];
}

/** What is asked of helmfile, beside the repository. */
export interface Question extends HelmfileLocation {
  readonly name: string;
  readonly options: readonly string[];
  /** The variables that helmfile gets beside this process's own. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Which builds of helmfile and Helm answer, and with which plugins of the user's. */
  readonly tools: readonly Json[];
  /** A plugin of the user's opens what stands below `secrets:`. */
  readonly secretsPlugin: boolean;
}

/** helmfile's answers of one run, and those kept from runs before. */
export interface Answers {
  /** The kept answer, or undefined: none is there, or something that it depends on is otherwise now. */
  read(question: Question): Answer | undefined;
  /** An answer to keep, unless it depends on what is not watched. */
  keep(question: Question, answer: Answer): void;
  /** Keeps what there is to keep, unless something has changed since the first question; to be called after the last. */
  settle(): void;
}

/** Options that choose among the releases or set values; with any other helmfile is asked each time. */
const KNOWN_OPTIONS =
  /^(?:-l|--selector|-n|--namespace|--state-values-set|--state-values-set-string)(?:=|$)|^[^-]/;

/** Variables that helmfile, vals, sops and Helm read by themselves. */
const OWN = /^(?:HELM|KUBE|VALS_|SOPS_|AWS_|XDG_|CHARTROOM_|HOME$|TZ$|LANG$|LC_)/;

interface Kept {
  readonly variables: readonly string[];
  readonly values: readonly (readonly [string, string | null])[];
  readonly answer: Answer;
}

/**
 * helmfile's answers about a repository, kept sealed (sealed.ts) under all that it reads: every file of the repository,
 * the options, the age keys, the builds of helmfile and Helm. The variables that its templates read are kept beside the
 * answer and compared. One that depends on anything else is not kept at all (watchable.ts). Undefined where nothing can
 * be kept. The repository is read once, when the first question is asked: for one run, not for a process's life.
 */
export function openAnswers(location: HelmfileLocation, key = cacheKey()): Answers | undefined {
  if (!key || process.env.CHARTROOM_SECRETS === "withheld") return undefined;
  const before = watch(location.root);
  if (!before) return undefined;
  const open: (() => void)[] = [];
  const entryOf = (question: Question) => {
    const content = contentOf(question, before);
    return content === undefined
      ? undefined
      : sealedEntry(cacheDirectory("answers"), key, content, "chartroom helmfile answer");
  };
  return {
    read(question) {
      const kept = parse(entryOf(question)?.read());
      if (!kept) return undefined;
      return JSON.stringify(variableValues(kept.variables)) === JSON.stringify(kept.values)
        ? kept.answer
        : undefined;
    },
    keep(question, answer) {
      const entry = entryOf(question);
      if (!entry || !namesInside(question, answer)) return;
      const variables = readVariables(location, question.name, before);
      if (variables === undefined) return;
      const kept: Kept = { variables, values: variableValues(variables), answer };
      open.push(() => entry.write(JSON.stringify(kept)));
    },
    settle() {
      if (open.length > 0 && before.isSame()) for (const write of open) write();
      open.length = 0;
    },
  };
}

function contentOf(
  { root, helmfile, name, options, env, tools }: Question,
  { digest }: Watched,
): string | undefined {
  if (!options.every((one) => KNOWN_OPTIONS.test(one))) return undefined;
  const keys = ageKeys(root, env);
  if (!keys) return undefined;
  const own = Object.entries(process.env)
    .filter(([variable]) => OWN.test(variable))
    .sort();
  return JSON.stringify([
    buildIdentity(),
    root,
    helmfile,
    name,
    options,
    Object.entries(env),
    tools,
    keys,
    own,
    digest,
  ]);
}

/** Whether all files that the answer names lie in the repository, and none was opened by a plugin of the user's. */
function namesInside({ root, name, secretsPlugin }: Question, { named }: Answer): boolean {
  return named.every((state) => {
    const folder = state.source === "" ? root : state.source.replace(/[^/]*$/, "");
    const own = asObject(state.environments[name]);
    const secrets = [own, ...state.releases].flatMap((one) => asList(one.secrets));
    if (secrets.length > 0 && secretsPlugin) return false;
    const values = [own, ...state.releases].flatMap((one) => asList(one.values));
    const set = state.releases.flatMap((one) => [...asList(one.set), ...asList(one.setString)]);
    const files = [...values, ...secrets, ...state.helmfiles, ...set].flatMap(fileOf);
    return files.every((file) => !file.endsWith(".hcl") && staysInside(file, root, [folder]));
  });
}

function fileOf(item: Json): string[] {
  if (typeof item === "string") return [item];
  const { file, path } = asObject(item);
  return [file, path].filter((one) => typeof one === "string");
}

function parse(text: string | undefined): Kept | undefined {
  if (text === undefined) return undefined;
  const kept = JSON.parse(text) as Json;
  return isObject(kept) ? (kept as unknown as Kept) : undefined;
}
