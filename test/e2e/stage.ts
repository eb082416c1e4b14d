import type { RealCluster } from "../cluster/real.ts";
import { Loads } from "./loads.ts";
import { Place } from "./place.ts";
import { CannotRun } from "./scenario.ts";
import type { Site } from "./site.ts";

/** What a scenario works with. */
export class Stage {
  readonly say: (line: string) => void;
  /** Whether this is the short run of CI: a scenario that has a long and a short form takes the short one. */
  readonly short: boolean;
  /** The loads that scenarios have begun on places of this stage. */
  readonly loads = new Loads();
  private readonly given: Site | undefined;
  /** Namespaces of the scenario that is played. */
  private readonly own: string[] = [];
  private shared: Promise<Place> | undefined;

  constructor(site: Site | undefined, options: { say: (line: string) => void; short: boolean }) {
    this.given = site;
    this.say = options.say;
    this.short = options.short;
  }

  /** The cluster, with the images of images.ts. */
  get site(): Site {
    if (!this.given) throw new Error("this scenario says that it needs no cluster");
    return this.given;
  }

  /** The machine of the cluster, for a scenario that stops parts of it or looks into it. */
  get cluster(): RealCluster {
    const { cluster, context } = this.site;
    if (!cluster) throw new CannotRun(`it needs the node itself, and that of ${context} is not ours`);
    return cluster;
  }

  /** A place of a scenario's own, in a namespace called like this; the scenario may use `<namespace>-not`, too. */
  place(name: string): Place {
    const place = this.claim(name);
    this.own.push(place.namespace);
    return place;
  }

  /** A place of a scenario's own with the first version installed. */
  installed(name: string): Promise<Place> {
    return install(this.place(name));
  }

  /** The place that several scenarios go on with, one after another; the first version is installed for the first of them. */
  sharedPlace(): Promise<Place> {
    this.shared ??= install(this.claim("upgrade"));
    return this.shared;
  }

  /** Begins to remove what is the last scenario's own: the node has no room for the pods of all of them. */
  async clear(): Promise<void> {
    const namespaces = this.own.splice(0).flatMap((name) => [name, `${name}-not`]);
    if (namespaces.length === 0) return;
    const ran = await this.site.kubectl([
      ...["delete", "namespace", ...namespaces],
      ...["--ignore-not-found", "--wait=false"],
    ]);
    if (ran.code !== 0) this.say(`not removed: ${ran.stderr}`);
  }

  private claim(name: string): Place {
    const namespace = `${this.site.prefix}${name}`;
    for (const one of [namespace, `${namespace}-not`]) this.site.claim(one);
    return new Place(this.site, namespace, this.loads);
  }
}

async function install(place: Place): Promise<Place> {
  place.set({});
  const first = await place.apply();
  if (first.code !== 0)
    throw new Error(`the first install ended with ${first.code}\n${first.stdout}${first.stderr}`);
  return place;
}
