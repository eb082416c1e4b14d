import { diagnostic } from "../../core/diagnostic.ts";
import { UNOPENED } from "../../layers/model.ts";
import { containersIn, nameOf, placeOfPath, type Rule } from "../rule.ts";

/** Tags that are moved to each new build, by their names; what a registry does to other tags nobody can tell from here. */
const MOVING =
  /^(?:latest|stable|edge|nightly|rolling|canary|main|master|trunk|head|dev|develop|devel|snapshot)$/i;

/** Images whose content can change under the same name. What nobody opened may have a tag. */
export const images: Rule = (context) =>
  context.rendered.manifests.flatMap((manifest) => {
    return containersIn(manifest.object).flatMap(({ container: { name, image }, path }) => {
      if (typeof image !== "string" || image.includes("@")) return [];
      const tag = /:([^:/]+)$/.exec(image)?.[1];
      if (tag !== undefined ? !MOVING.test(tag) : image.includes(UNOPENED)) return [];
      const what = tag === undefined ? "has no tag" : `has the tag \`${tag}\``;
      const message = `${nameOf(manifest.object)}: the image \`${image}\` of container \`${String(name)}\` ${what}`;
      return [
        diagnostic("CR538", message, {
          ...placeOfPath(context, manifest, [...path, "image"]),
          help: "name a version as the tag, or a digest",
        }),
      ];
    });
  });
