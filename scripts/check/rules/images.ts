import { diagnostic } from "../../core/diagnostic.ts";
import { containersOf, nameOf, placeOf, podSpec, type Rule } from "../rule.ts";

/** Images whose content can change under the same name. */
export const images: Rule = (context) =>
  context.rendered.manifests.flatMap((manifest) => {
    const pod = podSpec(manifest.object);
    return (pod ? containersOf(pod) : []).flatMap(({ name, image }) => {
      if (typeof image !== "string" || image.includes("@")) return [];
      const tag = /:([^:/]+)$/.exec(image)?.[1];
      if (tag !== undefined && tag !== "latest") return [];
      const what = tag === undefined ? "has no tag" : "has the tag `latest`";
      const message = `${nameOf(manifest.object)}: the image \`${image}\` of container \`${String(name)}\` ${what}`;
      return [diagnostic("CR538", message, { place: placeOf(context, manifest, "image") })];
    });
  });
