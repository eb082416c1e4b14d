// Builds dist/: the programs by esbuild, and by TypeScript's compiler the declarations of every file.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { type BuildOptions, build } from "esbuild";
import { commands } from "../commands/index.ts";
import { filesBelow } from "../core/files.ts";

const root = path.join(import.meta.dirname, "../..");
const out = path.join(root, "dist/scripts");

/** Nothing is shortened or renamed: what a bug report quotes can be found in the sources. */
const common: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  charset: "utf8",
  format: "esm",
  logLevel: "warning",
  metafile: true,
  outdir: out,
  packages: "external", // libraries lie beside chartroom, with their licences, and each with its own updates
  platform: "node",
  target: "node20.19",
};

execFileSync(
  process.execPath,
  [path.join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"],
  {
    cwd: root,
    stdio: "inherit",
  },
);
mkdirSync(path.join(root, "dist/schemas"), { recursive: true });
copyFileSync(path.join(root, "schemas/environment.d.ts"), path.join(root, "dist/schemas/environment.d.ts"));

// A check of several environments loads four hundred files: looking each up takes longer than reading a few large ones.
const programs = await build({
  ...common,
  entryPoints: [
    "scripts/main.ts",
    "scripts/index.ts",
    "scripts/render/start.ts", // the benchmark's renders alone
    ...Object.keys(commands).map((verb) => `scripts/commands/${verb}.ts`), // each can be run by itself
  ],
  outbase: "scripts",
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
});
// One file of its own: a thread shares no module with the process.
const thread = await build({
  ...common,
  entryPoints: [{ in: "scripts/pipeline/template-thread.ts", out: "chunks/template-thread" }],
});

const made = new Set(
  [programs, thread]
    .flatMap(({ metafile }) => Object.keys(metafile?.outputs ?? {}))
    .map((one) => path.join(root, one)),
);
for (const one of filesBelow(out)) {
  const file = path.join(out, one);
  if (file.endsWith(".js") && !made.has(file)) rmSync(file); // of a build before
}
