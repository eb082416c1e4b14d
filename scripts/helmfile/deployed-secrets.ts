import { shell } from "../core/shell.ts";
import { readManifests } from "../render/manifests.ts";
import { taintSecrets } from "../render/mask.ts";
import type { HelmfileRequest } from "./request.ts";

/**
 * Remembers what the Secrets of the deployed releases hold: a difference shows the old value beside the new one, and the
 * old one stands in no file any more.
 */
export async function taintDeployed({
  records,
  target,
}: Pick<HelmfileRequest, "records" | "target">): Promise<void> {
  const asked = records.flatMap(({ name, namespace }) =>
    ["manifest", "hooks"].map((what) => {
      const where = ["--namespace", namespace, "--kube-context", target.context];
      return shell("helm", ["get", what, name, ...where], { env: target.env });
    }),
  );
  for (const { code, stdout } of await Promise.all(asked))
    if (code === 0) taintSecrets(readManifests(stdout));
}
