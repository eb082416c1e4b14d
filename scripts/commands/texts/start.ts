/** `chartroom help start`. */
export const help = `Usage: chartroom start

  1. tools install   builds what is neither on PATH nor in mise (the first time some minutes, then never again)
  2. cluster up      the embedded cluster: a real Kubernetes API server, simulated nodes
  3. -e local apply  decrypt, merge, validate, render, check, show the difference, helmfile apply

It only ever applies to the embedded cluster.
`;
