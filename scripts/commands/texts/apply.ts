/** `chartroom help apply`. */
export const help = `Usage: chartroom -e ENVIRONMENT apply [--yes] [--kube-version V] [--schemas DIR] [HELMFILE'S OPTIONS OF apply]

Checks everything first and stops at an error. Then it shows the difference with secrets left out, asks on a terminal,
reads the values once more to be sure that they are those that were checked, and runs helmfile apply, telling each hook and
release as it happens. Without a terminal it needs --yes.

Example: chartroom -e staging apply
`;
