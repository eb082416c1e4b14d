import path from "node:path";
import { readIfThere } from "../core/files.ts";
import type { Content } from "./content.ts";

/**
 * The labels of an image, as https://github.com/opencontainers/image-spec/blob/main/annotations.md names them. Nothing
 * in them depends on the time or the machine of the build: `created` is the commit's time, and missing without one.
 */
export function labelsOf(context: string, { tag, dirty, git }: Content): Record<string, string> {
  const named = (name: string, value: string | undefined) =>
    value === undefined ? {} : { [`org.opencontainers.image.${name}`]: value };
  return {
    ...named("version", projectVersion(context) ?? tag),
    ...named("revision", git && `${git.revision}${dirty ? "-dirty" : ""}`),
    ...named("created", git && !dirty ? git.time : undefined),
    ...named("source", git?.source),
  };
}

/** `version: "1.4.0"` of mix.exs, or of the `package.json` of another project. */
function projectVersion(context: string): string | undefined {
  const mix = readIfThere(path.join(context, "mix.exs"));
  const elixir = /^\s*(?:version:|@version)\s*"([^"\s]+)"/m.exec(mix ?? "")?.[1];
  if (elixir !== undefined || mix !== undefined) return elixir;
  try {
    const { version } = JSON.parse(readIfThere(path.join(context, "package.json")) ?? "{}");
    return typeof version === "string" && version !== "" ? version : undefined;
  } catch {
    return undefined; // what npm cannot read either
  }
}
