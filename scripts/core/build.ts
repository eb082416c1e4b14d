import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { filesBelow } from "./files.ts";
import { packageDirectory } from "./package.ts";

/** Libraries whose version decides what is found. */
const LIBRARIES = ["ajv", "leven", "re2js", "yaml"];

let identity: string | undefined;

/**
 * Which build of chartroom this is, as a digest: its own files by name, size and times, the libraries that findings
 * depend on by version, and Node. Equal identities read the same files in the same way.
 */
export function buildIdentity(): string {
  identity ??= createHash("sha256")
    .update(JSON.stringify([process.version, process.arch, ownFiles(), LIBRARIES.map(libraryVersion)]))
    .digest("hex");
  return identity;
}

function ownFiles(): string[] {
  const code = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
  const folders = [code, packageDirectory("scripts", "check", "schemas")];
  return [...new Set(folders)].flatMap((folder) =>
    filesBelow(folder)
      .filter((name) => /\.(?:[jt]s|json)$/.test(name) && !name.endsWith(".d.ts"))
      .map((name) => {
        const { size, mtimeMs, ctimeMs } = statSync(path.join(folder, name));
        return [folder, name, size, mtimeMs, ctimeMs].join(" ");
      }),
  );
}

function libraryVersion(name: string): string {
  let folder = path.dirname(fileURLToPath(import.meta.resolve(name)));
  for (; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    try {
      const { name: found, version } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
      if (found === name) return `${name}@${version}`;
    } catch {
      // No package.json here: look one folder up.
    }
  }
  throw new Error(`${name} has no package.json`);
}
