import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { filesBelow, isDirectory } from "../../core/files.ts";
import { isObject, type Json } from "../../core/json.ts";
import { keptByText } from "../../core/kept.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { fileStart, makeSource, placeAt } from "../../core/source.ts";
import { type CustomKinds, customKinds } from "./custom-kinds.ts";
import { jsonSchemaKind } from "./json-schema.ts";

/** Schemas that a person gave, beside those that come along. */
export interface GivenSchemas {
  readonly kinds: readonly CustomKinds[];
  /** Of the files' names and bytes: what was checked with other schemas must not be taken for this. */
  readonly digest: string;
  /** Files that say nothing. */
  readonly diagnostics: readonly Diagnostic[];
}

const LARGEST_BYTES = 5 * 1024 * 1024;

/**
 * All schemas of a folder and of those in it: YAML and JSON files of CustomResourceDefinitions, of any number, and JSON
 * schemas named `GROUP/KIND_VERSION.json` or `KIND_VERSION.json`. Findings' files are relative to `root`. Fails where
 * there is no such folder; gives nothing where none is asked for.
 */
export async function readSchemas(
  root: string,
  { cwd, schemas: typed }: { readonly cwd: string; readonly schemas?: string },
): Promise<Result<GivenSchemas | undefined>> {
  if (typed === undefined) return ok(undefined);
  const absolute = path.resolve(cwd, typed);
  if (!isDirectory(absolute))
    return fail([
      diagnostic("CR552", `there is no folder ${typed}`, {
        help: "--schemas names a folder of CustomResourceDefinitions or JSON schemas",
      }),
    ]);
  const hash = createHash("sha256");
  const kinds: CustomKinds[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const name of filesBelow(absolute).filter((one) => /\.(?:ya?ml|json)$/.test(one))) {
    const text = readFileSync(path.join(absolute, name), "utf8");
    hash.update(JSON.stringify([name, text]));
    const shown = path.relative(root, path.join(absolute, name)).split(path.sep).join("/");
    const { found, problem } = await readFile(name, text);
    kinds.push(...found);
    if (problem) {
      const { message, at } = problem;
      const place = at === undefined ? fileStart(shown) : placeAt(makeSource(shown, text), at, at);
      diagnostics.push(diagnostic("CR552", message, { place }));
    }
  }
  if (kinds.length === 0 && diagnostics.length === 0)
    diagnostics.push(
      diagnostic("CR552", `${typed} holds no schema`, {
        help: "put CustomResourceDefinitions there, such as `kubectl get crd -o yaml` prints, or files KIND_VERSION.json",
      }),
    );
  return ok({ kinds, digest: hash.digest("hex"), diagnostics });
}

interface FileRead {
  readonly found: CustomKinds[];
  /** `at`: the offset where reading stopped. */
  readonly problem?: { readonly message: string; readonly at?: number };
}

/** YAML is slow to read: what a file says is kept from run to run. */
async function readFile(name: string, text: string): Promise<FileRead> {
  if (text.length > LARGEST_BYTES)
    return { found: [], problem: { message: "this file is larger than 5 MiB" } };
  return name.endsWith(".json")
    ? readJson(name, text)
    : keptByText("chartroom schema file", text, () => readYaml(text));
}

function readJson(name: string, text: string): FileRead {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return { found: [], problem: { message: "this is not JSON" } };
  }
  const found = definitionsIn(value);
  if (found.length > 0) return { found };
  const schema = isObject(value) && value.apiVersion === undefined ? jsonSchemaKind(value, name) : undefined;
  if (schema) return { found: [schema] };
  return {
    found: [],
    problem: {
      message: "this is neither a CustomResourceDefinition nor a JSON schema whose name is KIND_VERSION.json",
    },
  };
}

async function readYaml(text: string): Promise<FileRead> {
  const { parseAllDocuments } = await import("yaml");
  const documents = parseAllDocuments(text, { uniqueKeys: false, logLevel: "silent", prettyErrors: false });
  const found: CustomKinds[] = [];
  for (const one of documents) {
    if (!("toJS" in one)) continue;
    const [error] = one.errors;
    if (error) return { found, problem: { message: "this is not YAML", at: error.pos[0] } };
    found.push(...definitionsIn(one.toJS() as Json));
  }
  return found.length > 0
    ? { found }
    : { found, problem: { message: "no CustomResourceDefinition is in this file" } };
}

/** Of one object, or of a list of objects as kubectl prints it. */
function definitionsIn(value: Json): CustomKinds[] {
  if (!isObject(value)) return [];
  const items = Array.isArray(value.items) && value.spec === undefined ? value.items : [value];
  return items.flatMap((one) => customKinds(one) ?? []);
}
