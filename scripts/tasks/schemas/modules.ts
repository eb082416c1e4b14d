import { execFileSync } from "node:child_process";
import path from "node:path";

const cache = execFileSync("go", ["env", "GOMODCACHE"], { encoding: "utf8" }).trim();
const MOST_BYTES = 512 * 1024 * 1024;

/** The zip of `k8s.io/api@v0.37.2` as `go mod download` left it, which it does even where the module wants a newer Go. */
function zipOf(module: string): string {
  const [name, version] = module.split("@") as [string, string];
  return path.join(cache, "cache/download", name, "@v", `${version}.zip`);
}

/** The text of one file of a downloaded Go module; throws where it is not there. */
export function moduleFile(module: string, file: string): string {
  return execFileSync("unzip", ["-p", zipOf(module), `${module}/${file}`], {
    encoding: "utf8",
    maxBuffer: MOST_BYTES,
  });
}

/** All files of a downloaded Go module, relative to it, sorted. */
export function moduleFiles(module: string): string[] {
  const listed = execFileSync("unzip", ["-Z1", zipOf(module)], { encoding: "utf8", maxBuffer: MOST_BYTES });
  return listed
    .split("\n")
    .filter((one) => one.startsWith(`${module}/`))
    .map((one) => one.slice(module.length + 1))
    .sort();
}
