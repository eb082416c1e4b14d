import { quoted } from "../core/quoted.ts";
import type { Target } from "../helmfile/target.ts";
import { where } from "../run/state.ts";
import { baseFlags, MODULE, SOURCE } from "./erlang.ts";
import { forwardWords } from "./forward.ts";
import type { BeamNode } from "./node.ts";
import type { BeamPod } from "./pod.ts";
import { execWords, type Via } from "./via.ts";

/** A shell script that does the same without chartroom. The cookie goes from the cluster into a file, and is not in it. */
export function scriptOf(target: Target, pod: BeamPod, node: BeamNode | undefined, via: Via): string {
  const kubectl = ["kubectl", ...where(target, pod.namespace)];
  if (via === "exec" || node === undefined) return `${line([...kubectl, ...execWords(pod)])}\n`;
  return `#!/bin/sh
# ${via} on ${node.name}, the node in ${pod.namespace}/${pod.name}
set -eu
umask 077
home=$(mktemp -d "\${XDG_RUNTIME_DIR:-/tmp}/observe.XXXXXX")
forward=
trap 'test -z "$forward" || kill "$forward" || true; rm -rf "$home"' EXIT
trap 'exit 130' INT TERM

${cookieLine(kubectl, pod, node)} > "$home/.erlang.cookie"
chmod 400 "$home/.erlang.cookie"

# Names are resolved by this module: the pod's leads to the forward.
cat > "$home/${MODULE}.erl" <<'ERLANG'
${SOURCE}ERLANG
erlc -o "$home" "$home/${MODULE}.erl"

${line([...kubectl, ...forwardWords(pod.name, node.port)])} > "$home/forward" &
forward=$!
until grep -q '^Forwarding from 127' "$home/forward"; do kill -0 "$forward"; sleep 1; done
CHARTROOM_PORT=$(sed -n 's/^Forwarding from 127.0.0.1:\\([0-9]*\\) .*/\\1/p' "$home/forward")
export CHARTROOM_PORT CHARTROOM_ADDRESS=127.0.0.1 CHARTROOM_NODE=${node.name}
export ERL_CRASH_DUMP_SECONDS=0

HOME=$home ${startLine(via)}
`;
}

function cookieLine(kubectl: readonly string[], pod: BeamPod, { cookie }: BeamNode): string {
  if ("file" in cookie)
    return line([...kubectl, "exec", pod.name, "-c", String(pod.container.name), "--", "cat", cookie.file]);
  if ("name" in cookie) {
    const read = cookie.kind === "Secret" ? " | base64decode" : "";
    const template = `{{ index .data "${cookie.key}"${read} }}`;
    return line([...kubectl, "get", cookie.kind.toLowerCase(), cookie.name, "-o", `go-template=${template}`]);
  }
  const path = `{.spec.containers[?(@.name=="${String(pod.container.name)}")].env[?(@.name=="RELEASE_COOKIE")].value}`;
  return line([...kubectl, "get", "pod", pod.name, "-o", `jsonpath=${path}`]);
}

function startLine(via: Exclude<Via, "exec">): string {
  const flags = baseFlags('"$home"').join(" ");
  const name = '"observe_$$@127.0.0.1"';
  if (via === "shell") return `erl ${flags} -name ${name} -remsh "$CHARTROOM_NODE"`;
  return `erl -noshell +Bd ${flags} -name ${name} -run ${MODULE} ${via}`;
}

function line(words: readonly string[]): string {
  return words.map(quoted).join(" ");
}
