import type { Generated } from "../project.ts";

/** What HEALTHCHECK runs. The image has no curl; bash opens the connection itself, and one answer is read. */
export function healthcheck(): Generated {
  const text = `#!/bin/bash
# Asks the application itself: 2xx and 3xx are healthy. HEALTHCHECK_PATH names another page than \`/\`.
set -eu
exec 3<>"/dev/tcp/127.0.0.1/\${PORT:-4000}"
printf 'GET %s HTTP/1.0\\r\\nHost: %s\\r\\nConnection: close\\r\\n\\r\\n' "\${HEALTHCHECK_PATH:-/}" "\${PHX_HOST:-localhost}" >&3
read -r -t 3 _ status _ <&3
case "$status" in
  [23]??) ;;
  *) echo "\${HEALTHCHECK_PATH:-/} answers $status"; exit 1 ;;
esac
`;
  return { path: "rel/overlays/bin/healthcheck", text, executable: true };
}
