import type { RealCluster } from "../cluster/real.ts";
import { Loads } from "./loads.ts";
import { Place } from "./place.ts";

/** What a scenario works with. */
export class Stage {
  readonly say: (line: string) => void;
  /** Whether this is the short run of CI: a scenario that has a long and a short form takes the short one. */
  readonly short: boolean;
  /** The loads that scenarios have begun on places of this stage. */
  readonly loads = new Loads();
  private readonly shared: RealCluster | undefined;
  private readonly places = new Map<string, Promise<Place>>();

  constructor(cluster: RealCluster | undefined, options: { say: (line: string) => void; short: boolean }) {
    this.shared = cluster;
    this.say = options.say;
    this.short = options.short;
  }

  /** The real cluster, with the images of images.ts. */
  get cluster(): RealCluster {
    if (!this.shared) throw new Error("this scenario says that it needs no cluster");
    return this.shared;
  }

  /** A place of a scenario's own, in a namespace of that name. */
  place(namespace: string): Place {
    return new Place(this.cluster, namespace, this.loads);
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
