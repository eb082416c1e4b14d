/** `chartroom help values`. */
export const help = `Usage: chartroom -e ENVIRONMENT values [PATH] [--diff OTHER] [--json] [--no-cache]

Shows the values of an environment, or those below PATH, with the file, line and column of every layer that set them, what
each was before, and the winner last. A path that begins with a release's name shows that release's final values, chart
defaults included. Secrets are masked.

Options:
  --diff OTHER   how the environment OTHER differs, and which keys stand in one of the two only
  --json         the same as JSON
  --no-cache     ask helmfile anew for what it said before

Example: chartroom -e staging values phoenix.replicaCount
         chartroom -e staging values phoenix --diff production
`;
