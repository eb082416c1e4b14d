/** What a person must know who waits for an answer of a pod. */
export const simulated =
  "Its node is simulated: objects, hooks and rollouts behave as on a real cluster, but no container runs, so there are no logs and nothing answers.";

/** `chartroom help cluster`. */
export const help = `Usage: chartroom cluster up|down|status|kubeconfig

  up          create the embedded cluster, or start it again; nothing to do when it is up
  down        end it and remove everything it wrote
  status      say whether it is up; exit 1 when it is not
  kubeconfig  print the path of its kubeconfig

${simulated}
It listens on the loopback address alone, and no kubeconfig of yours is touched.

Example: KUBECONFIG=$(chartroom cluster kubeconfig) kubectl get pods -A`;
