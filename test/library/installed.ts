import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { tempDirectory } from "../harness.ts";
import { projectRoot } from "../rig.ts";

interface Lock {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly dev?: boolean;
        readonly hasInstallScript?: boolean;
        readonly deprecated?: string;
        readonly optional?: boolean;
        readonly version?: string;
      }
    >
  >;
}
const lock = JSON.parse(readFileSync(path.join(projectRoot, "package-lock.json"), "utf8")) as Lock;
/** What is installed with chartroom, by its folder. */
export const installed = Object.entries(lock.packages).filter(([folder, { dev }]) => folder !== "" && !dev);

let packed:
  | { readonly tarball: string; readonly files: readonly { path: string; mode: number }[] }
  | undefined;

/** The tarball, made once. */
export function pack() {
  if (packed) return packed;
  const folder = tempDirectory();
  const words = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const said = JSON.parse(
    execFileSync("npm", words, { cwd: projectRoot, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
  );
  const [made] = Array.isArray(said) ? said : Object.values(said);
  packed = { tarball: path.join(folder, made.filename), files: made.files };
  return packed;
}

/** node_modules with the packed chartroom and its runtime dependencies, as `npm install` lays them out, in a folder. */
export function install(root: string, more: readonly string[] = []): string {
  const modules = path.join(root, "node_modules");
  mkdirSync(path.join(modules, ".bin"), { recursive: true });
  mkdirSync(path.join(modules, "chartroom"));
  execFileSync("tar", [
    "-xzf",
    pack().tarball,
    "--strip-components=1",
    "-C",
    path.join(modules, "chartroom"),
  ]);
  for (const folder of [...installed.map(([name]) => name.replace(/^node_modules\//, "")), ...more]) {
    if (folder.includes("/node_modules/")) continue; // comes with the one that it lies in
    mkdirSync(path.dirname(path.join(modules, folder)), { recursive: true });
    symlinkSync(path.join(projectRoot, "node_modules", folder), path.join(modules, folder));
  }
  symlinkSync("../chartroom/dist/scripts/main.js", path.join(modules, ".bin/chartroom"));
  execFileSync("chmod", ["755", path.join(modules, "chartroom/dist/scripts/main.js")]); // npm does so
  return root;
}
