import { assert } from "../../harness.ts";
import { applied } from "../clustering.ts";
import { dockerfileImage } from "../dockerfile-image.ts";
import { DOCKERFILE_TAG } from "../images.ts";
import type { Scenario } from "../scenario.ts";

/** The image that docker builds from init's Dockerfile: its hooks and pods run, and an upgrade to it is not noticed. */
export default {
  onCluster: true,
  async run(stage) {
    await stage.site.load(await dockerfileImage());
    const place = stage.place("built");
    const options = { phoenix: { clustering: { strategy: "dns" } } };
    await applied(place, { ...options, version: DOCKERFILE_TAG });
    const { schema, seeds } = await place.page();
    assert.equal([schema, seeds], [20260101000001, 3]);
    assert.is((await place.pods(DOCKERFILE_TAG)).filter(({ ready }) => ready).length, 2);
    const load = await place.load(10, "/", "/readyz");
    await applied(place, { ...options, version: "2" });
    await applied(place, { ...options, version: DOCKERFILE_TAG });
    const { failed } = await load.stop();
    assert.equal(failed, []);
    assert.is((await place.pods(DOCKERFILE_TAG)).length, 2);
    return { note: "built by docker from init's Dockerfile, on bases of Debian's packages" };
  },
} satisfies Scenario;
