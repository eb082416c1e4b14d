import { diagnostic } from "../core/diagnostic.ts";
import { run } from "../core/exec.ts";
import { fail, ok, type Result } from "../core/result.ts";
import type { Target } from "../helmfile/target.ts";
import { lastLine } from "../run/pods.ts";
import { where } from "../run/state.ts";
import { findTool } from "../tools/find.ts";
import type { Way } from "./local.ts";

/** A running port-forward. */
export interface Forward extends Way {
  /** Ends it. */
  stop(): Promise<void>;
  /** True once it has ended, by itself or by `stop`. */
  ended(): boolean;
}

/** kubectl's words for a forward of any free port of this machine's loopback to one of a pod. */
export function forwardWords(pod: string, port: number, local = ""): string[] {
  return ["port-forward", "--address", "127.0.0.1", `pod/${pod}`, `${local}:${port}`];
}

/** Starts `kubectl port-forward` and waits until it listens. It ends with this process, whatever becomes of that. */
export async function startForward(
  target: Target,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  port: number,
): Promise<Result<Forward>> {
  const tool = await findTool("kubectl");
  if (!tool.ok) return tool;
  const abort = new AbortController();
  let said = "";
  let over = false;
  let settle: (port: number | undefined) => void = () => {};
  const started = new Promise<number | undefined>((resolve) => {
    settle = resolve;
  });
  const ran = run(tool.value.path, [...where(target, namespace), ...forwardWords(name, port)], {
    env: target.env,
    discard: true,
    endsWithUs: true,
    signal: abort.signal,
    onLine: (line, stream) => {
      const listening = /^Forwarding from 127\.0\.0\.1:(\d+) ->/.exec(line);
      if (listening) settle(Number(listening[1]));
      else if (stream === "stderr") said += `${line}\n`;
    },
  }).then(() => {
    over = true;
    settle(undefined);
  });
  const local = await started;
  if (local === undefined)
    return fail([
      diagnostic("CR643", `no port of this machine could be forwarded to ${namespace}/${name}`, {
        note: lastLine(said) || "kubectl was ended",
        help: "it needs the right to create pods/portforward in the namespace; --via exec needs pods/exec",
      }),
    ]);
  return ok({
    address: "127.0.0.1",
    port: local,
    ended: () => over,
    stop: async () => {
      abort.abort();
      await ran;
    },
  });
}
