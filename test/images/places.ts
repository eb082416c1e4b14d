import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { sampleApp } from "../app/sample.ts";
import { chartroom } from "../rig.ts";
import type { Docker } from "./dockerd.ts";
import { rootArchive } from "./rootfs.ts";

/** Names of the base images, as the engines of the tests have them. */
export const bases = { builder: "localhost/test/builder:12", runner: "localhost/test/runner:12" } as const;

/** A value that is planted where no image may have it. */
export const CANARY = "canary-5f3c9a17-of-the-image-tests";

/** Gives a docker the base images. */
export async function importBases(docker: Docker): Promise<void> {
  for (const name of ["runner", "builder"] as const)
    await docker.must("import", await rootArchive(name), bases[name]);
}

/** The sample application with the files that init writes and files that must not get into an image, committed to git. */
export function sampleProject(): string {
  const root = sampleApp();
  const secret = (file: string) => {
    execFileSync("mkdir", ["-p", path.dirname(path.join(root, file))]);
    writeFileSync(path.join(root, file), `# ${CANARY}\n`);
  };
  // Ignored by git, or by nobody, in folders that are copied and in others.
  writeFileSync(path.join(root, ".gitignore"), ".env\n.secrets/\n/_build/\n*.secret.exs\n");
  for (const file of [
    ".env",
    ".secrets/secret_key_base",
    "config/prod.secret.exs",
    "dump.sql",
    "priv/server.key",
  ])
    secret(file);
  for (const words of [
    ["init", "-q"],
    ["add", "-A"],
    ["commit", "-qm", "first"],
  ])
    git(root, ...words);
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
