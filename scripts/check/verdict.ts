import { createHmac } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { buildIdentity } from "../core/build.ts";
import { cacheKey } from "../core/cache-key.ts";
import type { Diagnostic } from "../core/diagnostic.ts";
import { cacheDirectory, readIfThere } from "../core/files.ts";
import { isImpureText } from "../core/impure.ts";
import { sealedEntry } from "../core/sealed.ts";
import type { Place } from "../core/source.ts";
import { taint } from "../core/taint.ts";
import { allHelmfiles } from "../environment/helmfiles.ts";
import type { Environment, LayerReference } from "../environment/model.ts";
import { unreadable } from "../layers/unreadable.ts";
import type { MergedMap } from "../merge/model.ts";
import { chartDigest } from "../render/chart-digest.ts";
import type { RenderedRelease } from "../render/model.ts";
import { decryptFile } from "../secrets/decrypt.ts";
import { rulesFile, rulesFolder } from "../secrets/rules-file.ts";
import { ENVIRONMENT_SCHEMA } from "../validate/environment-schema.ts";
import type { ReleaseValues } from "../validate/release.ts";
import { Freezer, freezeRenders, thaw, thawRenders } from "./frozen.ts";

/** A larger values file is read anew each time: what is made of it would be kept in memory several times over. */
const LARGEST_BYTES = 1024 * 1024;

/** What the stages after helmfile made of one environment. */
export interface Verdict {
  readonly merged: MergedMap;
  readonly annotated: ReleaseValues;
  readonly rendered: readonly RenderedRelease[];
  readonly diagnostics: readonly Diagnostic[];
  /** Objects of a first install, and how many of them are hooks. */
  readonly objects: number;
  readonly hooks: number;
  /** How many renders it stands on. */
  readonly renders: number;
}

export interface VerdictEntry {
  /** A digest of everything that the verdict is made from. */
  readonly id: string;
  read(): Verdict | undefined;
  /**
   * Called when the stages have ended, with what they have remembered as secret until then: what is returned keeps their
   * verdict, unless something that it was made from has changed meanwhile.
   */
  keeper(): (verdict: Verdict) => Promise<void>;
}

/**
 * Where the verdict about an environment is kept, sealed like renders. It is found again only under everything it was
 * made from: what helmfile said (it is asked each time), the bytes of every layer, what sops made of them now, the
 * charts' files, the helmfiles, .sops.yaml, this build of chartroom and of Helm, what the caller names as `given`, and
 * the secrets known so far. Undefined where that cannot be said:
 * a chart with links or with functions of chance and time, secrets that stayed closed, a chart that is not there.
 */
export async function verdictEntry(
  environment: Environment,
  identity: string,
  given: unknown,
): Promise<VerdictEntry | undefined> {
  const key = cacheKey();
  if (!key || process.env.CHARTROOM_SECRETS === "withheld") return undefined;
  const known = taint.secrets;
  const knownPlaces = taint.places.length;
  const content = await contentOf(environment, identity, [given, known]);
  if (content === undefined) return undefined;
  const entry = sealedEntry(cacheDirectory("verdicts"), key, content, "chartroom verdict entry");
  return {
    id: createHmac("sha256", key).update("id\0").update(content).digest("hex"),
    read() {
      const text = entry.read();
      return text === undefined ? undefined : revive(text, environment);
    },
    keeper() {
      const learnt = { secrets: taint.secrets.slice(known.length), places: taint.places.slice(knownPlaces) };
      return async (verdict) => {
        // A crash of the engine is no property of what was rendered.
        if (verdict.diagnostics.some(({ code }) => code === "CR309")) return;
        if ((await contentOf(environment, identity, [given, known])) !== content) return;
        entry.write(freeze(verdict, environment, learnt));
      };
    },
  };
}

async function contentOf(
  environment: Environment,
  identity: string,
  given: unknown,
): Promise<string | undefined> {
  const { root, secretsWithheld, releases } = environment;
  if (secretsWithheld || isImpureText(JSON.stringify(releases.map(({ values }) => values)))) return undefined;
  const charts: [string, string][] = [];
  for (const chart of new Set(releases.map(({ chartPath }) => chartPath))) {
    const digest = chart === undefined ? undefined : chartDigest(chart);
    if (chart === undefined || digest === undefined) return undefined;
    charts.push([chart, digest]);
  }
  const files = new Map<string, boolean>();
  for (const layer of [...environment.layers, ...releases.flatMap(({ layers }) => layers)]) {
    const file = fileOf(layer);
    if (file !== undefined) files.set(file, layer.kind === "sops" || files.get(file) === true);
  }
  const rules = new Set([...files.keys()].map((file) => rulesFolder(root, file)));
  const beside = [
    ...allHelmfiles(environment.helmfile),
    ...[...rules].flatMap((one) => (one === undefined ? [] : [path.join(one, rulesFile)])),
    path.join(root, ENVIRONMENT_SCHEMA),
  ].map((file) => [file, readIfThere(file) ?? null]);
  if ([...files.keys()].some((file) => sizeOf(path.resolve(root, file)) > LARGEST_BYTES)) return undefined;
  const texts = await Promise.all([...files].map(([file, sops]) => layerContent(root, file, sops)));
  if (texts.includes(undefined)) return undefined;
  return JSON.stringify([
    buildIdentity(),
    identity,
    Object.entries(process.env).filter(([name]) => /^(?:HELM_|KUBE|CHARTROOM_)/.test(name)),
    environment,
    charts,
    [...files.keys()],
    texts,
    beside,
    given,
  ]);
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function fileOf(layer: LayerReference): string | undefined {
  return layer.kind === "plain" || layer.kind === "sops" ? layer.file : undefined;
}

/** A layer's bytes, and what sops makes of them where some are encrypted; undefined where either cannot be had. */
async function layerContent(
  root: string,
  file: string,
  sops: boolean,
): Promise<[string, string] | undefined> {
  if (unreadable(root, file)) return undefined;
  const text = readFileSync(path.resolve(root, file), "latin1");
  if (!sops && !text.includes("ENC[AES256_GCM")) return [text, ""];
  const opened = await decryptFile(root, file);
  return opened.ok && opened.value.code === 0 ? [text, opened.value.stdout] : undefined;
}

/** What the stages remembered as secret. */
interface Learnt {
  readonly secrets: readonly string[];
  readonly places: readonly Place[];
}

/** What every check asks for. */
interface Head extends Learnt {
  readonly diagnostics: readonly Diagnostic[];
  readonly objects: number;
  readonly hooks: number;
  readonly renders: number;
}

/** One JSON text a line: the head, and the parts that are seldom asked for, which stay text until they are. */
function freeze(verdict: Verdict, environment: Environment, learnt: Learnt): string {
  const { diagnostics, objects, hooks, merged, annotated, rendered } = verdict;
  const head: Head = { diagnostics, objects, hooks, renders: rendered.length, ...learnt };
  const freezer = new Freezer();
  const trees = [
    freezer.freeze(merged),
    freezer.freeze(new Map([...annotated].map(([key, { ours, final }]) => [key, { ours, final }]))),
  ];
  return [JSON.stringify(head), freezer.files, ...trees, freezeRenders(rendered, environment.releases)].join(
    "\n",
  );
}

function revive(text: string, environment: Environment): Verdict {
  const end = text.indexOf("\n");
  const { secrets, places, ...head } = JSON.parse(text.slice(0, end)) as Head;
  for (const secret of secrets) taint.add(secret);
  for (const place of places) taint.hide(place);
  const part = (at: number) => text.slice(end + 1).split("\n")[at] as string;
  return {
    ...head,
    get merged() {
      return thaw(part(1), part(0)) as MergedMap;
    },
    get annotated() {
      return thaw(part(2), part(0)) as ReleaseValues;
    },
    get rendered() {
      return thawRenders(part(3), environment.releases);
    },
  };
}
