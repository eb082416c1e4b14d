/** `chartroom help unlock`. */
export const help = `Usage: chartroom -e ENVIRONMENT unlock [--force] [RELEASE...]

A helm that is killed leaves its release in pending-install, pending-upgrade or pending-rollback, and every later helm
refuses it. Unlocking removes helm's record of that unfinished revision and nothing else: no object of the release is
touched. The revision before it counts again; where there is none, the next apply is a first install again, hooks and
all, and takes over the objects that are there. Then apply again.

Refused while a hook's Job still runs, and for as long as helm's timeout after it began, since it may be alive.

  --force   unlock all the same

Example: chartroom -e staging unlock
`;
