import { cpSync } from "node:fs";
import path from "node:path";
import { type Ran, run } from "../../scripts/core/exec.ts";
import { findTool } from "../../scripts/tools/find.ts";
import { tempDirectory } from "../harness.ts";

/** The sample's charts, environments and helmfile, to be changed. */
export function copy(): string {
  const root = tempDirectory();
  for (const part of ["charts", "environments", "helmfile.d"]) {
    cpSync(part, path.join(root, part), { recursive: true });
  }
  return root;
}

/** Bare helmfile, with the demo key and without any plugin. */
export async function helmfile(root: string, args: string[], env: Record<string, string> = {}): Promise<Ran> {
  const [tool, helm] = [await findTool("helmfile"), await findTool("helm")];
  if (!tool.ok || !helm.ok) throw new Error("helmfile or helm is missing");
  return run(tool.value.path, ["--helm-binary", helm.value.path, ...args], {
    cwd: root,
    env: {
      SOPS_AGE_KEY_FILE: path.join(root, "environments/demo-age-key.txt"),
      HELM_PLUGINS: path.join(root, "no-plugins"),
      HELMFILE_UPGRADE_NOTICE_DISABLED: "true",
      ...env,
    },
  });
}
