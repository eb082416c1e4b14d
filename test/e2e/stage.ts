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
  private readonly shared: Site | undefined;
  private readonly places = new Map<string, Promise<Place>>();

  constructor(site: Site | undefined, options: { say: (line: string) => void; short: boolean }) {
    this.shared = site;
    this.say = options.say;
    this.short = options.short;
  }

  /** The cluster, with the images of images.ts. */
  get site(): Site {
    if (!this.shared) throw new Error("this scenario says that it needs no cluster");
    return this.shared;
  }

  /** The machine of the cluster, for a scenario that stops parts of it or looks into it. */
  get cluster(): RealCluster {
    const { cluster, context } = this.site;
    if (!cluster) throw new CannotRun(`it needs the node itself, and that of ${context} is not ours`);
    return cluster;
  }

  /** A place of a scenario's own, in a namespace called like this; the scenario may use `<namespace>-not`, too. */
  place(name: string): Place {
    const namespace = `${this.site.prefix}${name}`;
    for (const one of [namespace, `${namespace}-not`]) this.site.claim(one);
    return new Place(this.site, namespace, this.loads);
  }

  /** A place with the first version installed, which a scenario goes on with; installed once for all that ask. */
  installed(namespace: string): Promise<Place> {
    let place = this.places.get(namespace);
    if (!place) {
      place = this.install(namespace);
      this.places.set(namespace, place);
    }
    return place;
  }

  private async install(namespace: string): Promise<Place> {
    const place = this.place(namespace);
    place.set({});
    const first = await place.apply();
    if (first.code !== 0)
      throw new Error(`the first install ended with ${first.code}\n${first.stdout}${first.stderr}`);
    return place;
  }
}
