import { readFileSync } from "node:fs";
import path from "node:path";
import { diagnostic } from "../core/diagnostic.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { fileStart, makeSource } from "../core/source.ts";
import type { LayerDocument } from "./model.ts";
import { type ParseOptions, parseLayer } from "./parse.ts";
import { reason, unreadable } from "./unreadable.ts";

/** Reads a values file; `file` is relative to the root. An unreadable one is an error, an unusable one a finding. */
export function readLayer(root: string, file: string, options: ParseOptions = {}): Result<LayerDocument> {
  const problem = unreadable(root, file);
  if (problem) return fail([problem]);
  const place = fileStart(file);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path.resolve(root, file));
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
