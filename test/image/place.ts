import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { toolsDirectory } from "../../scripts/tools/cached.ts";
import { tempDirectory } from "../harness.ts";
import { chartroom, sampleRepository } from "../rig.ts";
import { script } from "../tools/fakes.ts";

/** A PATH with git and a shell's tools and nothing else, so that no engine of the machine is found. */
const bare = tempDirectory();
for (const name of ["git", "sh", "bash", "sed", "cat", "touch", "mkdir", "rm", "node"]) {
  const found = execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
  symlinkSync(found, path.join(bare, name));
}

export interface Place {
  readonly root: string;
  readonly bin: string;
  readonly env: NodeJS.ProcessEnv;
  readonly log: () => string[];
}

/** The sample repository with a Dockerfile, committed. */
export function place(): Place {
  const root = sampleRepository();
  const bin = tempDirectory();
  const file = path.join(tempDirectory(), "log");
  write(root, {
    Dockerfile: "ARG RUNNER_IMAGE=debian:12\nFROM $RUNNER_IMAGE\n",
    ".dockerignore": "environments\n",
  });
  for (const words of [
    ["init", "-q"],
    ["add", "-A"],
    ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "x"],
  ])
    execFileSync("git", words, { cwd: root });
  const env = {
    PATH: `${bin}:${bare}`,
    LOG: file,
    CHARTROOM_ENGINE: undefined,
    CHARTROOM_TOOLS: toolsDirectory(),
    SOPS_AGE_KEY_FILE: path.join(root, "environments/demo-age-key.txt"),
  };
  return {
    root,
    bin,
    env,
    log: () => (existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : []),
  };
}

export function write(root: string, files: Record<string, string>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
}

/** A docker that has an image once it built one. */
export function fakeDocker({ bin }: Place, body = ""): void {
  script(
    path.join(bin, "docker"),
    `echo "docker $*" >> "$LOG"
${body}
case "$1 $2" in
"version "*) echo "20.10.24 20.10.24";;
"image inspect") test -e "$LOG.$(echo "$3" | sed 's,[/:],_,g' 2>/dev/null || echo x)" || exit 1;;
build*) echo "step 1"; touch "$LOG.x";;
save*) echo archive > "$3";;
esac`,
  );
}

export const run = (one: Place, ...args: string[]) => chartroom(args, { cwd: one.root, env: one.env });
export const values = (one: Place, name = "local") =>
  readFileSync(path.join(one.root, `environments/${name}/values.yaml`), "utf8");
