import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { diagnostic } from "../core/diagnostic.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { fileStart, makeSource } from "../core/source.ts";
import type { LayerDocument } from "./model.ts";
import { type ParseOptions, parseLayer } from "./parse.ts";

const LARGEST_BYTES = 5 * 1024 * 1024;

/** Reads a values file; `file` is relative to the root. An unreadable one is an error, an unusable one a finding. */
export function readLayer(root: string, file: string, options: ParseOptions = {}): Result<LayerDocument> {
  const absolute = path.resolve(root, file);
  const place = fileStart(file);
  let bytes: Buffer;
  try {
    const found = statSync(absolute);
    if (!found.isFile()) return fail([diagnostic("CR100", "this is not a file", { place })]);
    if (found.size > LARGEST_BYTES)
      return fail([diagnostic("CR102", "this file is larger than 5 MiB", { place })]);
    bytes = readFileSync(absolute);
  } catch (error) {
    return fail([diagnostic("CR100", reason(error as NodeJS.ErrnoException), { place })]);
  }
  if (bytes.includes(0)) return fail([diagnostic("CR101", "this is a binary file", { place })]);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return fail([diagnostic("CR101", "this file is not valid UTF-8", { place, help: "save it as UTF-8" })]);
  }
  return ok(parseLayer(makeSource(file, text), options));
}

function reason(error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT") return "there is no such file";
  if (error.code === "EACCES" || error.code === "EPERM") return "this file may not be read";
  if (error.code === "ELOOP") return "this symbolic link leads in a circle";
  return `this file cannot be read (${error.code ?? "unknown reason"})`;
}
