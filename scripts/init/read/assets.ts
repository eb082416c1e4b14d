import path from "node:path";
import { isObject } from "../../core/json.ts";
import type { App, Assets, Fact } from "../project.ts";
import { textOf } from "./files.ts";
import type { MixFile } from "./mix-file.ts";

/** Dependencies that build assets without Node. */
const BUILDERS = ["esbuild", "tailwind", "dart_sass", "bun"];
/** The scripts of package.json that build for production, the likeliest first. */
const SCRIPTS = ["deploy", "build", "production", "prod"];
const LOCKS = { "pnpm-lock.yaml": "pnpm", "yarn.lock": "yarn", "package-lock.json": "npm" } as const;

interface PackageFile {
  readonly folder: string;
  readonly script: string;
  readonly packages: Assets["packages"];
  readonly locked: boolean;
}

/** How the assets are made, looked for in the first application first; `stated` is a person's word for it. */
export function readAssets(
  root: string,
  paths: ReadonlySet<string>,
  apps: readonly App[],
  mixFiles: readonly MixFile[],
  stated: string | undefined,
): Fact<Assets> {
  const found = findAssets(root, paths, apps, mixFiles);
  if (stated === undefined) return found;
  return { value: { ...found.value, kind: stated as Assets["kind"] }, why: `--assets ${stated}` };
}

function findAssets(
  root: string,
  paths: ReadonlySet<string>,
  apps: readonly App[],
  mixFiles: readonly MixFile[],
): Fact<Assets> {
  for (const app of apps) {
    const file = mixFiles.find(({ folder }) => folder === app.folder);
    const builder = file?.dependencies.find(({ value }) => BUILDERS.includes(value.name));
    const packed = packageFile(root, paths, app.folder);
    if (!builder && !packed) continue;
    const has = (alias: string) => (file?.aliases.some(({ value }) => value === alias) ? alias : "");
    const assets = {
      folder: packed?.folder ?? join(app.folder, "assets"),
      app: app.name,
      deployAlias: has("assets.deploy"),
      setupAlias: has("assets.setup"),
      packages: packed?.packages ?? "none",
      locked: packed?.locked ?? false,
    };
    if (builder) {
      return {
        value: { kind: "esbuild", ...assets, script: "" },
        why: `${builder.where} has ${builder.value.name}`,
      };
    }
    if (packed && packed.script !== "") {
      return {
        value: { kind: "webpack", ...assets, script: packed.script },
        why: `${packed.folder}/package.json has the script ${packed.script}`,
      };
    }
  }
  const [app] = apps;
  const folder = join(app?.folder ?? ".", "assets");
  return {
    value: {
      kind: "none",
      folder,
      app: app?.name ?? "",
      deployAlias: "",
      setupAlias: "",
      packages: "none",
      script: "",
      locked: false,
    },
    why: `no ${BUILDERS.slice(0, 2).join(", no ")} in mix.exs, no build script in ${folder}/package.json`,
  };
}

function packageFile(root: string, paths: ReadonlySet<string>, app: string): PackageFile | undefined {
  const folder = join(app, "assets");
  if (!paths.has(`${folder}/package.json`)) return undefined;
  const lock = Object.entries(LOCKS).find(([name]) => paths.has(`${folder}/${name}`));
  return {
    folder,
    script: buildScript(textOf(root, `${folder}/package.json`)),
    packages: lock?.[1] ?? "npm",
    locked: lock !== undefined,
  };
}

function buildScript(text: string | undefined): string {
  try {
    const read: unknown = JSON.parse(text ?? "");
    const scripts = isObject(read) && isObject(read.scripts) ? read.scripts : {};
    return SCRIPTS.find((one) => typeof scripts[one] === "string") ?? "";
  } catch {
    return "";
  }
}

const join = (folder: string, name: string) => path.posix.join(folder, name);
