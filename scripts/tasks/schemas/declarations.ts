import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { filesBelow } from "../../core/files.ts";

/** The texts of all TypeScript declarations in an npm package, which is fetched for it: `name@version`. */
export function declarations(npmPackage: string): string[] {
  const folder = mkdtempSync(path.join(os.tmpdir(), "declarations-"));
  try {
    const packed = execFileSync("npm", ["pack", "--silent", npmPackage], {
      cwd: folder,
      encoding: "utf8",
    }).trim();
    execFileSync("tar", ["-xzf", packed], { cwd: folder });
    const inside = path.join(folder, "package");
    return filesBelow(inside)
      .filter((one) => one.endsWith(".d.ts"))
      .map((one) => readFileSync(path.join(inside, one), "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
