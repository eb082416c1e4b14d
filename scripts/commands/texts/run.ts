/** `chartroom help run`. */
export const help = `Usage: chartroom run -e ENVIRONMENT [OPTIONS] migrate | seed | rollback VERSION [REPO] | -- COMMAND...

Runs a command once, with the image, environment and Secrets of what is deployed, whatever the files say by now. Its
output goes to stdout, secrets masked; its exit code is chartroom's. Where nothing ran the exit code is 1, with a
finding that says why (2: wrong words, 3: a tool is missing, 130: interrupted).

  --via job         in a Job of its own, made from the chart's hook (the default). Removed when the command ended well,
                    kept for a week when it did not. Ctrl-C ends the command and removes the Job
  --via exec        in a pod that serves. Ctrl-C stops listening only: Kubernetes lets the command go on
  --detach          start the Job and leave it alone
  --timeout SECONDS Kubernetes ends the command after this time; without it the command takes the time it takes
  --release NAME    the release, where several have such a Job
  --hook NAME       the Job to make it from, where its name does not tell: \`--hook db-upgrade migrate\`

An environment's value \`run: { allow: [migrate, seed] }\` forbids the rest. Outside \`local\`, rollback and commands of
your own ask first, or need --yes.

Example: chartroom run -e staging migrate
`;
