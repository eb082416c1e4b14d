import type { Checked, Result } from "../core/result.ts";
import { taint } from "../core/taint.ts";
import type { Environment } from "../environment/model.ts";
import type { EnvironmentRequest } from "../environment/read.ts";
import { secretEnvironment } from "../secrets/environment.ts";
import { readOpened } from "../secrets/opened.ts";

/**
 * An environment as helmfile sees it, asked with the keys that open its secrets. Where helmfile fails, every secret is
 * remembered before its words are read: cut to the line that matters, a secret in them might no longer be found.
 */
export async function openEnvironment(
  request: Omit<EnvironmentRequest, "env">,
): Promise<Result<Checked<Environment>>> {
  const { root, onFailure } = request;
  const read = await readOpened({
    ...request,
    env: secretEnvironment(root),
    onFailure: async (stderr) => {
      const { taintSecrets } = await import("../secrets/taint-all.ts");
      const { taintPlainFiles } = await import("./taint-files.ts");
      await taintSecrets(root);
      taintPlainFiles(request, request.name);
      await onFailure?.(stderr);
    },
  });
  if (read.ok) {
    const { name, context, releases } = read.value.value;
    taint.allow(name, context ?? "", ...releases.flatMap((one) => [one.name, one.namespace]));
  }
  return read;
}
