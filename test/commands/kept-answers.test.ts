import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { readIfThere } from "../../scripts/core/files.ts";
import { toolsDirectory } from "../../scripts/tools/cached.ts";
import { findTool } from "../../scripts/tools/find.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { chartroom, repository } from "../rig.ts";

const test = suite(
  "commands: helmfile is asked once for what does not change, and anew before a cluster is changed",
);

/** How often helmfile is asked for values by these words, in a repository that was asked about before. */
async function counter(root: string): Promise<(...args: string[]) => Promise<number>> {
  const helmfile = await findTool("helmfile");
  if (!helmfile.ok) throw new Error("no helmfile");
  const folder = tempDirectory();
  const log = path.join(folder, "log");
  const script = path.join(folder, "helmfile");
  writeFileSync(
    script,
    `#!/bin/sh\ncase " $* " in *" build "*) echo asked >> "${log}" ;; esac\nexec "${helmfile.value.path}" "$@"\n`,
  );
  chmodSync(script, 0o755);
  const env = {
    PATH: `${folder}${path.delimiter}${process.env.PATH}`,
    CHARTROOM_CACHE: tempDirectory(),
    CHARTROOM_TOOLS: toolsDirectory(),
  };
  return async (...args) => {
    const before = (readIfThere(log) ?? "").length;
    await chartroom(args, { cwd: root, env });
    return ((readIfThere(log) ?? "").length - before) / "asked\n".length;
  };
}

test("check, render and values share what was kept; --no-cache and apply ask anew", async () => {
  const asked = await counter(repository("minimal"));
  assert.is(await asked("-e", "local", "check"), 2);
  assert.is(await asked("-e", "local", "check"), 0);
  assert.is(await asked("-e", "local", "render"), 0);
  assert.is(await asked("-e", "local", "values"), 0);
  assert.is(await asked("-e", "local", "check", "--no-cache"), 2);
  assert.is(await asked("-e", "local", "render", "--no-cache"), 2);
  assert.is(await asked("-e", "local", "values", "--no-cache"), 2);
  assert.ok((await asked("-e", "local", "apply")) >= 2);
  assert.ok((await asked("-e", "local", "plan")) >= 2);
});
