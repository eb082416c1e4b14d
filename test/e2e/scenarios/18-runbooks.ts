import { definedWhile } from "../definitions.ts";
import { broken, given, letGo, mended, restored, stuck, uninstalled } from "../runbook-states.ts";
import type { Scenario } from "../scenario.ts";
import { Typist } from "../typist.ts";

/** The lines of the runbooks and of the other pages that act on a release, typed as they stand where they are meant for. */
export default {
  onCluster: true,
  async run(stage) {
    const { cluster, say } = stage; // of a cluster of our own: CustomResourceDefinitions are everybody's
    const place = stage.place("runbooks");
    const typist = await Typist.at(place, { cluster, say });
    await definedWhile(stage, place, async () => {
      for (const state of [broken, stuck, mended, letGo, restored, uninstalled, given])
        await state(place, typist);
    });
    return {
      note: `${typist.summary()}; App.Repo is a stand-in of Ecto's, whose refusals in the log were written for it`,
    };
  },
} satisfies Scenario;
