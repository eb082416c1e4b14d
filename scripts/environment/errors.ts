import { existsSync } from "node:fs";
import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { readIfThere } from "../core/files.ts";
import { fileStart, lineText, makeSource, type Place } from "../core/source.ts";
import { taint } from "../core/taint.ts";
import { type HelmfileLocation, helmfilesOf } from "./find.ts";
import { allHelmfiles } from "./helmfiles.ts";
import { placeOfText } from "./mention.ts";
import { unresolved } from "./references.ts";
import { partStarts, yamlPlace } from "./yaml-place.ts";

/** True when helmfile stopped because a secret could not be opened, rather than at something in the files. */
export function isKeyProblem(stderr: string): boolean {
  return /sops|failed to get the data key|no identity matched|age: |could not decrypt|ref\+sops/i.test(
    stderr,
  );
}

/**
 * helmfile's complaint as one finding: the line that matters, and the user's file it is about. Temp files, ARGS and
 * the text that helmfile repeats from a file (which can hold secrets) stay out.
 */
export function translateHelmfileError(
  location: HelmfileLocation,
  stderr: string,
  environment: string,
): Diagnostic {
  const line = essentialLine(taint.mask(stderr)); // before anything is cut
  const helmfile = namedHelmfile(location, line);
  const folder = path.dirname(path.resolve(location.root, helmfile ?? "x"));

  const missing = /values file matching "([^"]+)" does not exist/.exec(line);
  if (missing) {
    const file = missing[1] as string;
    return diagnostic("CR024", `there is no values file \`${file}\``, {
      place: mentioned(location, helmfile, file),
      help: file.startsWith("secrets://")
        ? "helmfile does not know `secrets://` here: name the file below `secrets:`, or write ref+sops://FILE#/KEY"
        : "paths are relative to the helmfile that names them",
      environment,
    });
  }

  const refused = /values files? "([^"]+)": expand ((?:secret)?[a-z0-9]+:\/\/\S*): /.exec(line);
  if (refused) {
    const source = path.resolve(folder, refused[1] as string);
    return {
      ...unresolved(location.root, source, `ref+${refused[2]}`, line),
      severity: "error",
      environment,
    };
  }

  const template = /template: (?:([^:\s]+):)(\d+):(?:(\d+):)? ?(.*)$/.exec(line);
  if (template) {
    const rendered = /failed to render \[([^\]]+)\]/.exec(line)?.[1];
    const file = rendered === undefined ? helmfile : relative(location.root, path.resolve(folder, rendered));
    const part = Number(/\.part\.(\d+)/.exec(line)?.[1] ?? 0);
    const message = (template[4] as string).replace(/^executing "[^"]*" at /, "");
    return diagnostic("CR023", message, {
      place:
        file === undefined
          ? undefined
          : templatePlace(location.root, file, part, Number(template[2]), Number(template[3] ?? 0)),
      environment,
    });
  }

  const loaded = /failed to load (?:environment )?values file "([^"]+)"/.exec(line)?.[1];
  const file = loaded === undefined ? helmfile : relative(location.root, path.resolve(folder, loaded));
  const place = file === undefined ? undefined : yamlPlace(location.root, file, line);
  const elsewhere = place !== undefined && place.endColumn > place.column;
  const message = withoutPrefixes(elsewhere ? line.replace(/\bline \d+: | at line \d+$/g, "") : line);
  const counted = Number(/\bline (\d+): /.exec(message)?.[1] ?? place?.line);
  return diagnostic("CR022", message, {
    place,
    ...(place && counted !== place.line && { note: "helmfile counts lines anew behind each `---`" }),
    help: "`--verbose` shows all that helmfile said",
    environment,
  });
}

function essentialLine(stderr: string): string {
  const lines = stderr.split("\n").map((line) => line.trim());
  const told =
    lines.find((line) => /^(?:in |err: |error: )/i.test(line)) ??
    lines.find((line) => line !== "") ??
    "helmfile failed";
  if (/unmarshal errors:$/.test(told)) return `${told} ${lines[lines.indexOf(told) + 1] ?? ""}`;
  return told;
}

function withoutPrefixes(line: string): string {
  return line
    .replace(/^(?:in [^:]+: )+/, "")
    .replace(/^err: /, "")
    .replace(/^failed to read [^:]+: /, "")
    .replace(
      /^reading document at index \d+(?:\. Started seeing this since Helmfile v1\? Add the \.gotmpl file extension)?: /,
      "",
    )
    .replace(/\S*\/(?:chartify|helmfile)\d+\S*/g, "a temporary file")
    .slice(0, 400);
}

function namedHelmfile(location: HelmfileLocation, line: string): string | undefined {
  const named = /^in ([^:]+): /.exec(line)?.[1];
  const files = helmfilesOf(location.helmfile);
  const found = named === undefined ? undefined : files.find((file) => file.endsWith(path.basename(named)));
  const only = files.length === 1 ? files[0] : undefined;
  const file = found ?? only;
  return file === undefined ? undefined : relative(location.root, includedIn(file, line));
}

/** Where a helmfile names a file, or one of its bases does; else the helmfile's start. */
function mentioned(
  location: HelmfileLocation,
  helmfile: string | undefined,
  file: string,
): Place | undefined {
  const others = allHelmfiles(location.helmfile).map((one) => relative(location.root, one));
  for (const one of [...(helmfile === undefined ? [] : [helmfile]), ...others]) {
    const place = placeOfText(location.root, one, file);
    if (place) return place;
  }
  return helmfile === undefined ? undefined : fileStart(helmfile);
}

/** `in A: in .helmfiles[0]: in B: ...`: B is relative to A's folder. */
function includedIn(file: string, line: string): string {
  const [prefixes = ""] = /^(?:in [^:]+: )+/.exec(line) ?? [];
  const named = [...prefixes.matchAll(/in ([^:]+): /g)].slice(1).flatMap(([, one = ""]) => {
    return one.startsWith(".helmfiles[") ? [] : [one];
  });
  return named.reduce((outer, inner) => {
    const found = path.resolve(path.dirname(outer), inner);
    return existsSync(found) ? found : outer;
  }, file);
}

/** helmfile renders each `---` part of a file for itself and counts lines anew in each. */
function templatePlace(root: string, file: string, part: number, line: number, column: number): Place {
  const absolute = path.resolve(root, file);
  if (!existsSync(absolute)) return fileStart(file);
  const source = makeSource(file, readIfThere(absolute) ?? "");
  const real = Math.min((partStarts(source)[part] ?? 1) - 1 + line, source.lineStarts.length);
  return {
    file,
    line: real,
    column: column + 1,
    endLine: real,
    endColumn: lineText(source, real).length + 1,
  };
}

function relative(root: string, file: string): string {
  return path.relative(root, file).split(path.sep).join("/");
}
