/** `chartroom help plan`. */
export const help = `Usage: chartroom -e ENVIRONMENT plan [--detailed-exitcode] [--kube-version V] [--schemas DIR]

Checks everything, then shows what apply would change in the cluster, with secrets left out. Nothing is changed.
With --detailed-exitcode, as helmfile's diff: 0 nothing would change, 2 something would, 1 it could not be told.

Example: chartroom -e staging plan --detailed-exitcode
`;
