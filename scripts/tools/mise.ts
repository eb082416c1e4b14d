import path from "node:path";
import process from "node:process";
import type { SemVer } from "semver";
import { run } from "../core/exec.ts";
import { isFile } from "../core/files.ts";
import { isObject } from "../core/json.ts";
import { executable } from "./cached.ts";
import type { Tool, ToolName } from "./model.ts";
import { toolPins } from "./pins.ts";
import { inRange, semver } from "./versions.ts";

interface Installed {
  readonly version: string;
  readonly folder: string;
}

let asked: Promise<ReadonlyMap<string, readonly Installed[]>> | undefined;

/**
 * A tool that mise has installed, active or not, of a version in range: the pinned one where it is there, else the
 * newest. Undefined where mise or such a version is not there.
 */
export async function miseTool(name: ToolName): Promise<Tool | undefined> {
  const { mise, range, version: pinned } = toolPins[name];
  if (mise === undefined) return undefined;
  asked ??= askMise();
  const fitting = ((await asked).get(mise) ?? []).filter((one) => inRange(one.version, range));
  fitting.sort(
    (a, b) =>
      Number(b.version === pinned) - Number(a.version === pinned) || semver("rcompare")(loose(a), loose(b)),
  );
  for (const { version, folder } of fitting) {
    const binary = binaryIn(folder, name);
    if (binary) return { name, path: binary, version, from: "mise" };
  }
  return undefined;
}

/** Asks mise anew at the next search. */
export function forgetMise(): void {
  asked = undefined;
}

/** Everything mise has installed, in one question. Asked from the root, where no project's file needs to be trusted. */
async function askMise(): Promise<ReadonlyMap<string, readonly Installed[]>> {
  const installed = new Map<string, readonly Installed[]>();
  const onPath = (process.env.PATH ?? "")
    .split(path.delimiter)
    .some((one) => path.isAbsolute(one) && isFile(path.join(one, executable("mise"))));
  if (!onPath) return installed;
  const { code, stdout } = await run("mise", ["ls", "--installed", "--json"], {
    cwd: path.parse(process.cwd()).root,
  });
  if (code !== 0) return installed;
  for (const [id, versions] of Object.entries(parse(stdout))) {
    if (!Array.isArray(versions)) continue;
    installed.set(
      id,
      versions
        .filter(isObject)
        .flatMap(({ version, install_path: folder }) =>
          typeof version === "string" && typeof folder === "string" ? [{ version, folder }] : [],
        ),
    );
  }
  return installed;
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** Releases lie in a folder's root, in bin/, or in one folder named by system and processor. */
function binaryIn(folder: string, name: ToolName): string | undefined {
  const system = process.platform;
  const processor = process.arch === "x64" ? "amd64" : process.arch;
  const places = ["bin", "", `${system}-${processor}`, name, `${name}/bin`];
  return places.map((place) => path.join(folder, place, executable(name))).find(isFile);
}

function loose({ version }: Installed): SemVer | string {
  return semver("coerce")(version) ?? "0.0.0";
}
