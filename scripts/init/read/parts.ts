import type { App, Endpoint, Fact, Repo } from "../project.ts";
import type { Said } from "./mix-file.ts";
import { adapterOf, modulesThatUse } from "./modules.ts";
import type { Settings } from "./settings.ts";

/** The module that serves HTTP; of several the one of the application that was named, else the first. */
export function readEndpoint(
  apps: readonly App[],
  sources: ReadonlyMap<string, string>,
  app: string | undefined,
): Fact<Endpoint> | undefined {
  const found = modulesThatUse("Phoenix.Endpoint", apps, sources);
  const one = found.find(({ value }) => value.app === app) ?? found[0];
  return one && { value: { module: one.value.module, app: one.value.app }, why: one.where };
}

/**
 * The repos that are migrated: those of `ecto_repos:`, in its order. Only where no configuration names any, all modules
 * that use Ecto.Repo: one that is not listed there may be a replica, which nobody migrates.
 */
export function readRepos(
  apps: readonly App[],
  sources: ReadonlyMap<string, string>,
  { repos, adapters, binaryIds }: Settings,
): Fact<Repo>[] {
  const modules = modulesThatUse("Ecto.Repo", apps, sources);
  const listed = new Map(repos.map((one) => [one.value.module, one]));
  const wanted: Said<{ app: string; module: string }>[] = listed.size > 0 ? [...listed.values()] : modules;
  return wanted.map(({ value, where }) => {
    const module = modules.find((one) => one.value.module === value.module);
    const configured = adapters.find((one) => one.value.module === value.module);
    return {
      value: {
        module: value.module,
        // In an umbrella the web application names the repos, too: its generators read that.
        app: module?.value.app ?? value.app,
        adapter: adapterOf(module?.value.adapter ?? configured?.value.adapter),
        binaryId: binaryIds.some((one) => one.value === (module?.value.app ?? value.app)),
      },
      why: module?.where ?? where,
    };
  });
}
