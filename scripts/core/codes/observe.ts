import type { CodeRow } from "./row.ts";

/** CR64x: looking into a BEAM node that runs in an environment (`chartroom observe`). */
export const observeCodes = {
  CR640: {
    severity: "error",
    title: "the pod's node has no distribution",
    docs: "`chartroom observe` joins the pod's BEAM node by Erlang's distribution, and this pod starts without it: RELEASE_DISTRIBUTION is `none`, as the chart sets it with `clustering.strategy: none`. With another strategy, or `clustering` of your own chart, and a new apply, the node has a name and a port.",
  },
  CR641: {
    severity: "error",
    title: "there is no pod to look into",
    docs: "No workload of the environment is known to be a BEAM release (a container with RELEASE_NODE, RELEASE_DISTRIBUTION or RELEASE_COOKIE), several are, none of its pods runs, or the embedded cluster simulates them. `--release NAME` and `--pod NAME` choose.",
  },
  CR642: {
    severity: "error",
    title: "the node's name, port or cookie is not known",
    docs: "The name comes from RELEASE_NODE, the port from ERL_AFLAGS (inet_dist_listen_min, -erl_epmd_port), where charts/phoenix writes `clustering.distributionPort`, or a container port with `dist` in its name, the cookie from the Secret behind RELEASE_COOKIE or the file `releases/COOKIE` of the image. `--node NAME` and `--port PORT` say what the pod does not. A cookie is read from the cluster alone and never typed.",
  },
  CR643: {
    severity: "error",
    title: "the node was not reached",
    docs: "kubectl's port-forward did not come up, or the pod's node refused the connection: another cookie (the Secret was changed and the pod not restarted), another name than the pod's, another port, or distribution over TLS, which `--via exec` still reaches.",
  },
  CR644: {
    severity: "error",
    title: "a part is missing on this side or on the other",
    docs: "`--via observer` needs Erlang with wx here and `:runtime_tools` in the release; `--via cli` needs Erlang here and `observer_cli` in the release; `--via shell` Erlang or Elixir here; `--via exec` nothing but kubectl. `extra_applications: [:runtime_tools]` in mix.exs brings the first, `{:observer_cli, ...}` among the dependencies the second.",
  },
} as const satisfies Record<string, CodeRow>;
