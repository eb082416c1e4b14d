import { run } from "../core/exec.ts";
import { MaskedText } from "../core/masked-text.ts";
import type { Target } from "../helmfile/target.ts";
import { findTool } from "../tools/find.ts";
import { where } from "./state.ts";

/** What `kubectl logs` came to: its own words where it failed, and up to when lines were read, to go on from there. */
export interface LogRead {
  readonly problem?: string;
  readonly until?: string;
}

/**
 * Prints a container's log as it is written, masked, until the container or the connection ends. `after` is the time
 * stamp of the last line of an earlier connection: what is not newer was printed then.
 */
export async function followLog(
  target: Target,
  pod: { readonly namespace: string; readonly name: string; readonly container: string },
  print: (text: string) => void,
  after?: string,
): Promise<LogRead> {
  const tool = await findTool("kubectl");
  if (!tool.ok) return { problem: "there is no kubectl" };
  const masked = new MaskedText(print);
  let until = after;
  let problem: string | undefined;
  const args = ["logs", pod.name, "--container", pod.container, "--follow", "--timestamps"];
  const since = after === undefined ? [] : [`--since-time=${after}`];
  const ran = await run(tool.value.path, [...where(target, pod.namespace), ...args, ...since], {
    env: target.env,
    discard: true,
    onLine: (line, stream) => {
      if (stream === "stderr") {
        problem = line;
        return;
      }
      const stamped = /^(\d{4}-\S+Z) ?(.*)$/.exec(line);
      if (stamped && after !== undefined && isUntil(stamped[1] as string, after)) return;
      until = stamped?.[1] ?? until;
      masked.push(`${stamped?.[2] ?? line}\n`);
    },
  });
  masked.end();
  return {
    ...(ran.code !== 0 && { problem: problem ?? `kubectl logs ended with ${ran.code ?? ran.signal}` }),
    ...(until !== undefined && { until }),
  };
}

/** Whether a time stamp (RFC 3339, up to nine digits of a second) is not later than another. */
function isUntil(stamp: string, other: string): boolean {
  return whole(stamp) <= whole(other);
}

function whole(stamp: string): string {
  const [seconds = "", fraction = ""] = stamp.replace(/Z$/, "").split(".");
  return `${seconds}.${fraction.padEnd(9, "0")}`;
}
