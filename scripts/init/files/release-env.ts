import type { Generator } from "../generate.ts";

/**
 * `rel/env.sh.eex`: sourced by every command of the release before its own defaults, so a variable that is set stays.
 * Lies where the release is made: at an umbrella's root.
 */
export const releaseEnv: Generator = () => ({
  path: "rel/env.sh.eex",
  text: TEXT,
  executable: false,
});

const TEXT = `#!/bin/sh
# Sourced by every command of the release. What is set already stays as it is.

# NAME_FILE=/path stands for NAME with what the file holds, so that a secret need not be in the configuration:
# DATABASE_URL_FILE, SECRET_KEY_BASE_FILE and RELEASE_COOKIE_FILE, and any other whose file is in /run/secrets,
# where Compose puts secrets.
for name in $(env | sed -n \\
  -e 's/^\\(DATABASE_URL\\)_FILE=.*/\\1/p' \\
  -e 's/^\\(SECRET_KEY_BASE\\)_FILE=.*/\\1/p' \\
  -e 's/^\\(RELEASE_COOKIE\\)_FILE=.*/\\1/p' \\
  -e 's#^\\([A-Za-z_][A-Za-z0-9_]*\\)_FILE=/run/secrets/.*#\\1#p' | sort -u); do
  eval "file=\\\${\${name}_FILE-} value=\\\${\${name}-}"
  # Only a line of another variable's value looked like it.
  [ -n "$file" ] || continue
  if [ -n "$value" ]; then
    echo "ERROR: $name and \${name}_FILE are both set; one of them is enough" >&2
    exit 1
  fi
  if ! value=$(cat -- "$file" 2>/dev/null) || [ -z "$value" ]; then
    echo "ERROR: \${name}_FILE is $file, which is empty or cannot be read by user $(id -u)" >&2
    exit 1
  fi
  export "$name=$value"
done
unset name file value

# The release writes its configuration here as it starts. Where its own folder is read-only: the system's.
if [ -z "\${RELEASE_TMP:-}" ] && ! [ -w "$RELEASE_ROOT/tmp" ] && ! [ -w "$RELEASE_ROOT" ]; then
  RELEASE_TMP=\${TMPDIR:-/tmp}
  export RELEASE_TMP
fi

# A crash dump holds what the memory held, secrets among it. ERL_CRASH_DUMP_SECONDS=-1 has it written.
ERL_CRASH_DUMP_SECONDS=\${ERL_CRASH_DUMP_SECONDS:-0}
export ERL_CRASH_DUMP_SECONDS

# In Kubernetes a node is named by the address of its pod, by which the others reach it. Elsewhere the release's own
# default holds: a short name, for this host only.
if [ -n "\${POD_IP:-}" ] && [ "\${RELEASE_DISTRIBUTION:-}" != none ]; then
  RELEASE_DISTRIBUTION=\${RELEASE_DISTRIBUTION:-name}
  RELEASE_NODE=\${RELEASE_NODE:-$RELEASE_NAME@$POD_IP}
  case $POD_IP in
    *:*) ERL_AFLAGS="\${ERL_AFLAGS:-} -proto_dist inet6_tcp" ;;
  esac
  # The port of the distribution may be a fixed one, and then the server has it: a command that asks the server
  # (remote, rpc and so on) must not want it too. It calls, and is never called.
  case $RELEASE_COMMAND in
    start* | daemon* | eval) ;;
    *) ERL_AFLAGS="\${ERL_AFLAGS:-} -dist_listen false" ;;
  esac
  ERL_AFLAGS=\${ERL_AFLAGS:-}
  export RELEASE_DISTRIBUTION RELEASE_NODE ERL_AFLAGS
fi
`;
