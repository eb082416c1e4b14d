import { until } from "../cluster/real.ts";
import type { Place } from "./place.ts";

/** What DBConnection says where a pool has nothing to give. The sample's own stand-in of it waits, and says nothing. */
const DROPPED =
  "connection not available and request was dropped from queue after 2733ms. This means requests are coming in and your connection pool cannot serve them fast enough.";

/** A process of the name `hoarder` with 200 messages in its mailbox and some 30 MB. */
const hoarder = `spawn(fn ->
  Process.register(self(), :hoarder)
  for n <- 1..200, do: send(self(), n)
  kept = Enum.to_list(1..2_000_000)
  receive do {:never, _} -> kept end
end)`;

/** A task of the application's own that fails so, and is logged as such. */
const failing = `Task.Supervisor.start_child(StandIn.Connections, fn ->
  raise DBConnection.ConnectionError, message: "${DROPPED}"
end)`;

/** Makes what the alerts speak of in each pod: a container that ended and began anew, errors in its log, a long mailbox. */
export async function makeTrouble(place: Place): Promise<void> {
  const pods = (await place.pods()).map(({ name }) => name);
  await Promise.all(
    pods.map((pod) => rpc(place, pod, "spawn(fn -> Process.sleep(300); System.halt(1) end)")),
  );
  const counts = [
    "get",
    "pods",
    ...pods,
    "-o",
    "jsonpath={.items[*].status.containerStatuses[0].restartCount}",
  ];
  await until("the containers are started anew", async () => {
    const restarts = (await place.kubectl(...counts)).split(" ").map(Number);
    return restarts.every((count) => count > 0) && (await place.pods()).every(({ ready }) => ready);
  });
  await Promise.all(pods.map((pod) => rpc(place, pod, `${failing}; ${hoarder}`)));
  for (const pod of pods)
    await until("what was done is in its log", async () =>
      (await place.kubectl("logs", pod)).includes("dropped from queue"),
    );
}

/** What the hoarder of a pod is to its own node: `0.123.0`; undefined where it is no more. */
export async function hoarderOf(place: Place, pod: string): Promise<string | undefined> {
  const said = await rpc(place, pod, "IO.inspect(Process.whereis(:hoarder))");
  return /#PID<([\d.]+)>/.exec(said)?.[1];
}

function rpc(place: Place, pod: string, code: string): Promise<string> {
  return place.kubectl("exec", pod, "--", "/app/bin/harbour", "rpc", code);
}
