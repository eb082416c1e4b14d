import { run } from "../core/exec.ts";
import { isObject, type Json } from "../core/json.ts";
import { candidates } from "../tools/find.ts";

/** connected: its pods' addresses lead there from this machine. installed: they could. */
export type Telepresence = "connected" | "installed" | "absent";

/** Whether Telepresence is here, and connected to the cluster of a context. */
export async function telepresence(context: string): Promise<Telepresence> {
  const [program] = candidates("telepresence");
  if (program === undefined) return "absent";
  const ran = await run(program, ["status", "--output", "json"]);
  try {
    return isConnected(JSON.parse(ran.stdout) as Json, context) ? "connected" : "installed";
  } catch {
    return "installed";
  }
}

/** One daemon's status or a list of them, by version: whichever says that it is connected to that context. */
function isConnected(status: Json, context: string): boolean {
  if (Array.isArray(status)) return status.some((one) => isConnected(one as Json, context));
  if (!isObject(status)) return false;
  const here = status.status === "Connected" && status.kubernetes_context === context;
  return here || Object.values(status).some((one) => isConnected(one as Json, context));
}
