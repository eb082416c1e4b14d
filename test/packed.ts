import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { tempDirectory } from "./harness.ts";
import { projectRoot } from "./rig.ts";

export interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly deprecated?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly engines?: { readonly node?: string };
}

const lock = JSON.parse(readFileSync(path.join(projectRoot, "package-lock.json"), "utf8")) as {
  readonly packages: Readonly<Record<string, LockedPackage>>;
};

/** What is installed with chartroom, by its folder in node_modules: its dependencies, and all of theirs. */
export const installed: readonly (readonly [folder: string, LockedPackage])[] = Object.entries(lock.packages)
  .filter(([folder, { dev }]) => folder !== "" && !dev)
  .map(([folder, one]) => [folder.replace(/^node_modules\//, ""), one]);

interface Packed {
  readonly tarball: string;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

let packed: Packed | undefined;

/** What `npm pack` makes of the built checkout, made once. */
export function pack(): Packed {
  if (packed) return packed;
  const folder = tempDirectory();
  const words = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const said = JSON.parse(
    execFileSync("npm", words, { cwd: projectRoot, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
  );
  const [made] = Array.isArray(said) ? said : Object.values(said); // npm 11 names them
  packed = { tarball: path.join(folder, made.filename), files: made.files };
  return packed;
}

/** node_modules with the packed chartroom and its runtime dependencies, as `npm install` lays them out, in a folder. */
export function installPacked(root: string, more: readonly string[] = []): string {
  const modules = path.join(root, "node_modules");
  const own = path.join(modules, "chartroom");
  mkdirSync(path.join(modules, ".bin"), { recursive: true });
  mkdirSync(own);
  execFileSync("tar", ["-xzf", pack().tarball, "--strip-components=1", "-C", own]);
  for (const folder of [...installed.map(([name]) => name), ...more]) {
    if (folder.includes("/node_modules/")) continue; // comes with the one that it lies in
    mkdirSync(path.dirname(path.join(modules, folder)), { recursive: true });
    symlinkSync(path.join(projectRoot, "node_modules", folder), path.join(modules, folder));
  }
  symlinkSync("../chartroom/dist/scripts/main.js", path.join(modules, ".bin/chartroom"));
  chmodSync(path.join(own, "dist/scripts/main.js"), 0o755); // npm does so
  return root;
}
