/** What a summary is made of; `CheckedEnvironment` of the pipeline has this shape. */
export interface Summarized {
  readonly environment: {
    readonly name: string;
    readonly layers: readonly unknown[];
    readonly releases: readonly { readonly name: string; readonly installed: boolean }[];
    readonly secretsWithheld: boolean;
  };
  readonly rendered: readonly { readonly manifests: readonly { readonly hooks: readonly string[] }[] }[];
  readonly fromCache: number;
}

/** What was checked, a line for each environment: layers, releases, objects and hooks over both phases. */
export function summary(checked: readonly Summarized[]): string {
  const width = Math.max(0, ...checked.map((one) => one.environment.name.length));
  return checked
    .map(({ environment, rendered, fromCache }) => {
      const objects = rendered.flatMap((one) => one.manifests);
      const hooks = objects.filter((one) => one.hooks.length > 0).length;
      const releases = environment.releases.filter((one) => one.installed).map((one) => one.name);
      const keys = environment.secretsWithheld ? "; no key: patterns of secrets were not checked" : "";
      const cached = fromCache > 0 ? `, ${fromCache} renders from the cache` : "";
      return `checked ${environment.name.padEnd(width)}  ${environment.layers.length} layers, ${releases.length} releases (${releases.join(", ")}), ${objects.length} objects, ${hooks} of them hooks, install and upgrade${cached}${keys}`;
    })
    .join("\n");
}
