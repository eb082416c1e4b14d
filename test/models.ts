import type { Environment, Release } from "../scripts/environment/model.ts";

/** A release of no values, for tests of a stage that gets one handed. */
export function modelRelease(changes: Partial<Release> = {}): Release {
  return {
    name: "web",
    namespace: "web",
    chart: "./web",
    file: "helmfile.yaml",
    installed: true,
    needs: [],
    labels: {},
    timeoutSeconds: 300,
    wait: false,
    layers: [],
    values: {},
    ...changes,
  };
}

/** An environment of one release, whose files are nowhere. */
export function modelEnvironment(release: Release): Environment {
  return {
    name: "local",
    root: "/nowhere",
    helmfile: "/nowhere/helmfile.yaml",
    layers: [],
    values: {},
    releases: [release],
    secretsWithheld: false,
  };
}
