import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { cacheDirectory, filesBelow } from "../../scripts/core/files.ts";
import { withLock } from "../../scripts/tools/lock.ts";
import { sampleApp } from "../app/sample.ts";
import { startDocker } from "../images/dockerd.ts";
import { missingParts } from "../images/parts.ts";
import { build, importBases, sampleProject } from "../images/places.ts";
import { forgetOld, isCached } from "../images/recent.ts";
import { rootArchive } from "../images/rootfs.ts";
import { appImage, DOCKERFILE_TAG } from "./images.ts";
import { CannotRun } from "./scenario.ts";

/**
 * The archive of the image that docker builds of the sample application, from the Dockerfile that `chartroom init` writes,
 * on base images made of Debian's packages. It is built when the cache has none of these sources and packages: one to some minutes.
 */
export async function dockerfileImage(): Promise<string> {
  const missing = missingParts();
  if (missing !== undefined) throw new CannotRun(missing);
  const sources = sampleApp();
  const hash = createHash("sha256");
  for (const name of ["runner", "builder"] as const) hash.update(path.basename(await rootArchive(name)));
  for (const file of filesBelow(sources))
    hash.update(`\0${file}\0`).update(readFileSync(path.join(sources, file)));
  const folder = cacheDirectory("test-images");
  mkdirSync(folder, { recursive: true });
  const archive = path.join(folder, `harbour-image-${hash.digest("hex").slice(0, 12)}.tar`);
  return withLock(
    path.join(folder, "harbour-image.lock"),
    () => {},
    async () => {
      if (!isCached(archive)) await make(archive);
      forgetOld(folder, "harbour-image-");
      return archive;
    },
  );
}

async function make(archive: string): Promise<void> {
  const docker = await startDocker();
  try {
    await importBases(docker);
    const { code, reference, stderr } = await build(await sampleProject(), docker.env);
    if (code !== 0) throw new Error(`the image was not built: ${stderr}`);
    const name = `${appImage}:${DOCKERFILE_TAG}`;
    await docker.must("tag", reference, name);
    await docker.must("save", "--output", `${archive}.${process.pid}`, name);
    renameSync(`${archive}.${process.pid}`, archive);
  } finally {
    await docker.stop();
  }
}
