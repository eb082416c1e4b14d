import type { Diagnostic } from "../core/diagnostic.ts";
import { forgetInstall, notForgotten, unfinishedInstalls } from "../helmfile/first-install.ts";
import type { HelmfileRequest } from "../helmfile/request.ts";
import type { Invocation } from "./command.ts";

/** First installs that failed before their own hooks had run become first installs again; the findings of what failed. */
export async function beginAgain(
  { screen }: Invocation,
  request: HelmfileRequest,
): Promise<HelmfileRequest | readonly Diagnostic[]> {
  const unfinished = await unfinishedInstalls(request.records, request.target);
  for (const one of unfinished) {
    const { name, namespace } = one.record;
    const done = await forgetInstall(one, request.target);
    if (!done.ok) return [notForgotten(one.record, done.error)];
    screen.say(
      `${namespace}/${name}: its first install failed, and helm would skip ${one.hooks.join(", ")} now; its record was taken away, so this is its first install again`,
    );
  }
  const records = request.records.filter((one) => !unfinished.some(({ record }) => record === one));
  return { ...request, records };
}
