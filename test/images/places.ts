import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { toolsDirectory } from "../../scripts/tools/cached.ts";
import { type Sample, sampleSources } from "../app/sample.ts";
import { assert, tempDirectory } from "../harness.ts";
import { chartroom } from "../rig.ts";
import type { Docker } from "./dockerd.ts";
import { npmFolder } from "./parts.ts";
import { rootArchive } from "./rootfs.ts";

/** Names of the base images, as the engines of the tests have them. */
export const bases = { builder: "localhost/test/builder:12", runner: "localhost/test/runner:12" } as const;

/** Node and npm of this machine on the runner's root. */
export const NODE = "localhost/test/node:12";

/** A value that is planted where no image may have it. */
export const CANARY = "canary-5f3c9a17-of-the-image-tests";

/** Gives a docker the base images. */
export async function importBases(docker: Docker): Promise<void> {
  for (const name of ["runner", "builder"] as const)
    await docker.must("import", await rootArchive(name), bases[name]);
}

/** Gives a docker an image with Node; false where this machine's npm was not found. */
export async function importNode(docker: Docker): Promise<boolean> {
  const npm = npmFolder();
  if (npm === undefined) return false;
  const context = tempDirectory();
  cpSync(process.execPath, path.join(context, "node"), { dereference: true });
  cpSync(npm, path.join(context, "npm"), { recursive: true, dereference: true });
  writeFileSync(
    path.join(context, "Dockerfile"),
    `FROM ${bases.runner}
COPY node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && npm --version
`,
  );
  await docker.must("build", "--quiet", "--tag", NODE, context);
  rmSync(context, { recursive: true });
  return true;
}

/**
 * The sample application as `chartroom init phoenix` leaves it, with files in it that must not get into an image,
 * committed to git.
 */
export async function sampleProject(sample: Sample = {}): Promise<string> {
  const root = path.join(tempDirectory(), "harbour");
  cpSync(sampleSources(sample), root, { recursive: true });
  git(root, "init", "-q");
  const home = path.dirname(root);
  const env = { HOME: home, XDG_CONFIG_HOME: home, CHARTROOM_TOOLS: toolsDirectory() };
  const ran = await chartroom(["init", "phoenix", "--yes", "--key-file", path.join(home, "key")], {
    cwd: root,
    env,
  });
  assert.is(ran.code, 0, ran.stdout + ran.stderr);
  // Ignored by git, or by nobody, in folders that are copied and in others.
  writeFileSync(path.join(root, ".gitignore"), ".env\n/_build/\n*.secret.exs\n");
  for (const file of [".env", ".secrets/other", "config/prod.secret.exs", "dump.sql", "rel/server.key"]) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), `# ${CANARY}\n`);
  }
  git(root, "add", "-A");
  git(root, "commit", "-qm", "first");
  return root;
}

export function git(root: string, ...words: string[]): string {
  const who = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
  return execFileSync("git", [...who, ...words], { cwd: root, encoding: "utf8" }).trim();
}

/** `chartroom image build` with the base images of the tests; the engine's lines are in `stderr`. */
export async function build(root: string, env: NodeJS.ProcessEnv, ...words: string[]) {
  const base = Object.entries(bases).flatMap(([name, image]) => ["--base", `${name}=${image}`]);
  const ran = await chartroom(["image", "build", ...base, ...words], {
    cwd: root,
    env: { CHARTROOM_ENGINE: undefined, ...env },
  });
  return { ...ran, reference: ran.stdout.trim() };
}
