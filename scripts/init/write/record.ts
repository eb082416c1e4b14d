import { createHash } from "node:crypto";
import path from "node:path";
import { diagnostic } from "../../core/diagnostic.ts";
import { isObject, type Json } from "../../core/json.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { fileStart } from "../../core/source.ts";
import type { OwnChoices, Shared } from "../choices.ts";
import { CLUSTERINGS, type Clustering } from "../project.ts";
import { readSource } from "../read/files.ts";
import type { Stated } from "../read/read.ts";
import { withoutKeptLines } from "./kept-lines.ts";

/** Where init keeps what it wrote, from the project's root; it belongs into version control. */
export const RECORD = ".chartroom.json";
/** Of the record's own shape. */
const VERSION = 1;

/** What a run of init leaves for the next one. */
export interface InitRecord {
  /** The chartroom that wrote last. */
  readonly chartroom: string;
  readonly stated: Stated;
  readonly shared: Shared;
  /** In the order in which they were added. */
  readonly environments: readonly OwnChoices[];
  /** The digest of each file as init would have it, by path. */
  readonly files: Readonly<Record<string, string>>;
}

export const emptyRecord: InitRecord = { chartroom: "", stated: {}, shared: {}, environments: [], files: {} };

/** sha256 of a file's text, whose line ends count as `\n`: git may write others into a working tree. */
export function digestOf(file: string, text: string): string {
  const compared = withoutKeptLines(file, text.replaceAll("\r\n", "\n"));
  return `sha256:${createHash("sha256").update(compared).digest("hex")}`;
}

/** The record of the project at `root`; the empty one where init has never run. */
export function readRecord(root: string): Result<InitRecord> {
  const read = readSource(path.join(root, RECORD));
  if ("unreadable" in read) {
    return read.unreadable === "missing" ? ok(emptyRecord) : damaged(`it is ${read.unreadable}`);
  }
  let json: unknown;
  try {
    json = JSON.parse(read.text);
  } catch {
    return damaged("it is no JSON");
  }
  if (!isObject(json) || typeof json.version !== "number") return damaged("it has no version");
  if (json.version > VERSION) {
    return damaged(`its version is ${json.version}, and this chartroom knows ${VERSION} at most`);
  }
  const { chartroom, choices, environments, files } = json;
  if (typeof chartroom !== "string" || !isObject(choices) || !isStrings(files)) {
    return damaged("`chartroom`, `choices` or `files` is missing");
  }
  if (!Array.isArray(environments) || !environments.every((one) => isStrings(one) && "name" in one)) {
    return damaged("`environments` is no list of environments");
  }
  const { image, port, clustering, ...stated } = choices;
  if (!isStrings(stated) || (port !== undefined && typeof port !== "number")) {
    return damaged("`choices` holds what no choice is");
  }
  return ok({
    chartroom,
    stated,
    shared: {
      ...(typeof image === "string" && { image }),
      ...(port !== undefined && { port }),
      ...(CLUSTERINGS.some((one) => one === clustering) && { clustering: clustering as Clustering }),
    },
    environments: environments as unknown as OwnChoices[],
    files,
  });
}

/** The record as text: keys sorted, so that a difference in it is a difference of what was done. */
export function recordText({ chartroom, stated, shared, environments, files }: InitRecord): string {
  const value = { version: VERSION, chartroom, choices: { ...stated, ...shared }, environments, files };
  return `${JSON.stringify(sorted(value as unknown as Json), null, 2)}\n`;
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key] as Json)]),
  );
}

function isStrings(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every((one) => typeof one === "string");
}

function damaged(note: string): Result<InitRecord> {
  const help = `take ${RECORD} from version control, or delete it: init then treats every file that is there as yours`;
  return fail([diagnostic("CR709", `${RECORD} cannot be read`, { place: fileStart(RECORD), note, help })]);
}
