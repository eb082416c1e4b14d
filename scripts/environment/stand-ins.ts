import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readIfThere, writeWhole } from "../core/files.ts";
import { privateDirectory } from "../core/private-directory.ts";
import { toolsDirectory } from "../tools/cached.ts";
import type { Tool } from "../tools/model.ts";
import { userPluginPath, userPlugins } from "../tools/plugin.ts";
import { allHelmfiles } from "./helmfiles.ts";

/**
 * An empty chart that stands in for every release's own while helmfile is asked for values: `helmfile build` would fetch
 * charts from registries for that, and stop at the first that cannot be had. helmfile still prints what is written.
 */
export function standInChart(): string {
  const folder = path.join(privateDirectory().path, "no-chart");
  if (!existsSync(path.join(folder, "Chart.yaml"))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "Chart.yaml"), "apiVersion: v2\nname: no-chart\nversion: 0.0.0\n");
  }
  return folder;
}

/** True where the user's Helm has helm-secrets, which helmfile calls for every file below `secrets:`. */
export function hasSecretsPlugin(): boolean {
  return userPlugins().some((one) => one.name === "secrets");
}

/**
 * A HELM_PLUGINS with a stand-in for helm-secrets that prints the encrypted file as it is, without its `sops` block: the
 * real one would have helmfile write the plain text beside the file. What it encrypts is opened later, in memory.
 */
export function withSecretsPlugin(plugins: string | undefined): string {
  const above = path.join(privateDirectory().path, "helm-plugins");
  const folder = path.join(above, "secrets");
  const script = path.join(folder, "print.sh");
  if (!existsSync(script)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      path.join(folder, "plugin.yaml"),
      'name: secrets\nversion: 4.0.0\nusage: stand-in\ndescription: stand-in\ncommand: "sh $HELM_PLUGIN_DIR/print.sh"\n',
    );
    writeFileSync(script, `awk '/^sops:/{skip=1; next} /^[^ ]/{skip=0} !skip' "$2"\n`);
  }
  return [above, plugins ?? userPluginPath()].join(path.delimiter);
}

/**
 * What is needless for values: starting helm for its version, which is known, and what fails without a network (logins,
 * lists of repositories, downloads of dependencies).
 */
const HELM = `#!/bin/sh
case "$*" in
  "version --short") [ -z "$CHARTROOM_HELM_VERSION" ] || { echo "v$CHARTROOM_HELM_VERSION"; exit 0; } ;;
esac
[ -n "$CHARTROOM_REPOSITORIES" ] || exec "$CHARTROOM_HELM" "$@"
case "$1 $2" in
  "registry login" | "registry logout" | "dependency up" | "dependency build" | "dep up" | "dep build") exit 0 ;;
  "repo list") printf 'NAME\\tURL\\n'; for one in $CHARTROOM_REPOSITORIES; do printf '%s\\thttp://127.0.0.1:9\\n' "$one"; done; exit 0 ;;
esac
exec "$CHARTROOM_HELM" "$@"
`;

/**
 * Variables that put a stand-in for helm before the real one. Where a helmfile has registries to log in to or charts that
 * it adds to others, it also answers what would need a network. It lies in the cache: memory folders often do not let
 * anything run.
 */
export function withHelmStandIn(helmfile: string, helm: Tool, searched: string): Record<string, string> {
  const folder = path.join(toolsDirectory(), "links", "helm-stand-in-2");
  const script = path.join(folder, "helm");
  try {
    if (readIfThere(script) !== HELM) writeWhole(script, HELM, 0o755);
  } catch {
    return {}; // a cache that cannot be written: the real helm is asked, and says what it misses
  }
  return {
    CHARTROOM_HELM: helm.path,
    CHARTROOM_HELM_VERSION: helm.version,
    ...namedRepositories(helmfile),
    PATH: [folder, searched].join(path.delimiter),
  };
}

/** The repositories that dependencies name; nothing where no network would be asked. */
function namedRepositories(helmfile: string): Record<string, string> {
  const text = allHelmfiles(helmfile)
    .map((file) => readIfThere(file) ?? "")
    .join("\n");
  if (!/^[\s-]*(?:oci|dependencies):/m.test(text)) return {};
  const named = [...text.matchAll(/chart:\s*["']?([\w.-]+)\//g)].map((match) => match[1] as string);
  return { CHARTROOM_REPOSITORIES: `${[...new Set(named)].join(" ")} ` }; // never empty: that means another thing
}
