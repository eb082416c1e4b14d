import { chmodSync, mkdirSync } from "node:fs";
import path from "node:path";
import { findTool } from "../../scripts/tools/find.ts";
import { assert, suite } from "../harness.ts";
import { chartroom } from "../rig.ts";
import { demoKey, isolated, sops, write } from "./keys.ts";

const test = suite("secrets: helmfile opens a file that sops does not");

/** The sample repository with a sops that answers for its version, and ends in the given way where it should decrypt. */
async function withSops(end: string) {
  const { root, env } = isolated();
  const real = await findTool("sops");
  if (!real.ok) throw new Error("sops is missing");
  mkdirSync(path.join(root, "bin"));
  write(
    root,
    "bin/sops",
    `#!/bin/sh\ncase "$1" in decrypt) ${end} ;; esac\nexec '${real.value.path}' "$@"\n`,
  );
  chmodSync(path.join(root, "bin/sops"), 0o755);
  const plain = await sops(root, ["decrypt", "./environments/local/secrets.yaml"], demoKey(root));
  const secrets = [...plain.stdout.matchAll(/: (\S{20,})$/gm)].map((match) => match[1] as string);
  assert.ok(secrets.length >= 3, "the sample has secrets");
  return { root, secrets, env: { ...env, PATH: `${path.join(root, "bin")}:${process.env.PATH}` } };
}

for (const [what, end] of [
  ["is ended by a signal", "kill -TERM $$"],
  ["fails", "exit 7"],
  ["answers with something else", "echo '{'; exit 0"],
] as const)
  test(`sops ${what}: nothing is printed that only helmfile opened, CR152`, async () => {
    const { root, secrets, env } = await withSops(end);
    for (const verb of [["render", "--no-cache"], ["values"], ["values", "--json"], ["check"], ["apply"]]) {
      const ran = await chartroom(["-e", "local", ...verb], { cwd: root, env });
      const output = ran.stdout + ran.stderr;
      for (const secret of secrets) assert.not.ok(output.includes(secret), `${verb}: ${output}`);
      assert.ok(ran.code === 1 || ran.code === 2, `${verb}: ${ran.code}: ${output}`);
      assert.match(output, /CR152/, verb.join(" "));
    }
  });
