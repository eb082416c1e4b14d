import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { privateDirectory } from "../core/private-directory.ts";
import { userPluginPath, userPlugins } from "../tools/plugin.ts";

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
