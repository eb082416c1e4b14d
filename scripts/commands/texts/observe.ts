/** `chartroom help observe`. */
export const help = `Usage: chartroom observe -e ENVIRONMENT [--pod POD] [--via observer|cli|shell|exec] [OPTION]...

Joins the BEAM node in a pod by Erlang's distribution, through kubectl's port-forward to its fixed port, and starts:

  --via observer  Observer's window (the default): Erlang with wx here, :runtime_tools in the release
  --via cli       observer_cli on this terminal: Erlang here, observer_cli in the release
  --via shell     a remote shell: IEx where Elixir is on both sides, else Erlang's
  --via exec      the release's own remote shell in the pod, by kubectl exec: nothing but kubectl here

  --pod POD       the pod; where several run, it is asked on a terminal, else the first that is ready is taken
  --release NAME  the release, where several are BEAM releases
  --node NAME     the node's name, where the pod has no RELEASE_NODE: shop@10.0.0.7
  --port PORT     its distribution's port, where no flag of the pod fixes one
  --print         print a shell script that does the same, and start nothing

The cookie comes from the pod's Secret, and goes into a private file: it is in no argument, no variable, no output. The
local node is hidden, listens to nobody and needs no epmd. Where Telepresence is connected, the pod is reached without a
forward. When what was started ends, or at Ctrl-C, the forward ends with it and nothing stays.

What a shell prints is not masked. Whoever joins a node can do in it whatever it can.

Example: chartroom observe -e staging --via shell
`;
