import { assert, suite, tempDirectory } from "../harness.ts";
import { chartroom, sampleRepository } from "../rig.ts";

const test = suite("commands: a missing tool is CR901 and exit code 3, whatever the verb");

const LINES = [
  "check",
  "check charts/postgres",
  "render",
  "hooks",
  "values",
  "plan",
  "apply --yes",
  "sync --yes",
  "run migrate",
  "observe",
  "unlock",
  "status",
  "lint --native --all",
  "package charts/postgres",
  "secrets check",
  "secrets rotate --yes",
];

test(LINES.join(", "), async () => {
  const cwd = sampleRepository();
  const env = {
    CHARTROOM_TOOLS: tempDirectory(),
    PATH: tempDirectory(),
    KUBECONFIG: "/dev/null",
  };
  for (const line of LINES) {
    const environment = /^(?:check charts|lint|package|secrets)/.test(line) ? [] : ["-e", "staging"];
    const ran = await chartroom([...environment, ...line.split(" ")], { cwd, env });
    assert.equal([ran.code, /CR901/.test(ran.stdout + ran.stderr)], [3, true], `${line}: ${ran.stderr}`);
  }
});
