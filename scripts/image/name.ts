import path from "node:path";
import type { Engine } from "./engine.ts";

/** Registry and path, as the chart's schema takes it: no tag, no digest. */
const NAME =
  /^(?:[a-z0-9]+(?:[.-][a-z0-9]+)*(?::[0-9]+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;

/** True for a name that every engine and registry takes. */
export function isImageName(name: string): boolean {
  return NAME.test(name);
}

/** The name of an image that nobody named: that of its folder. */
export function nameOfFolder(folder: string): string {
  const name = path
    .basename(path.resolve(folder))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return name === "" ? "app" : name;
}

/**
 * An image's reference as the engine has to store it, so that a cluster finds it under the short one: podman and buildah
 * put `localhost/` before a name without a registry, where Kubernetes reads `docker.io/library/`.
 */
export function storedReference(engine: Engine, reference: string): string {
  if (engine.name !== "podman" && engine.name !== "buildah") return reference;
  const [first = "", ...rest] = reference.split("/");
  if (rest.length === 0) return `docker.io/library/${reference}`;
  return /[.:]/.test(first) || first === "localhost" ? reference : `docker.io/${reference}`;
}
