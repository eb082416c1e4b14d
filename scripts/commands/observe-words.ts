import { parseArgs } from "node:util";
import { diagnostic } from "../core/diagnostic.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { type Via, ways } from "../observe/via.ts";
import type { Invocation } from "./command.ts";

/** What `chartroom observe` was asked for. */
export interface ObserveWords {
  readonly environment: string;
  readonly via: Via;
  readonly print: boolean;
  readonly release?: string;
  readonly pod?: string;
  readonly node?: string;
  readonly port?: number;
}

/** Reads the words after `observe`; a wrong one is a CR001 finding. */
export function readObserveWords({
  args,
  environments,
}: Pick<Invocation, "args" | "environments">): Result<ObserveWords> {
  const wrong = (message: string) => fail([diagnostic("CR001", message, { help: "chartroom help observe" })]);
  const [environment, ...more] = environments;
  if (environment === undefined)
    return wrong("observe needs an environment: chartroom observe -e ENVIRONMENT");
  if (more.length > 0) return wrong("observe takes one environment at a time");
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        via: { type: "string", default: "observer" },
        release: { type: "string" },
        pod: { type: "string" },
        node: { type: "string" },
        port: { type: "string" },
        print: { type: "boolean", default: false },
      },
    });
    const { release, pod, node, port, print } = values;
    const via = ways.find((one) => one === values.via);
    if (via === undefined) return wrong(`--via is one of ${ways.join(", ")}, not ${values.via}`);
    if (node !== undefined && !/^[\w-]+@[\w.:-]+$/.test(node))
      return wrong(`--node is NAME@ADDRESS, not \`${node}\``);
    if (port !== undefined && (!/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65535))
      return wrong(`--port is a port, not \`${port}\``);
    return ok({
      environment,
      via,
      print,
      ...(release !== undefined && { release }),
      ...(pod !== undefined && { pod }),
      ...(node !== undefined && { node }),
      ...(port !== undefined && { port: Number(port) }),
    });
  } catch (error) {
    return wrong((error as Error).message.split(". ")[0] as string);
  }
}
