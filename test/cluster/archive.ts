import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  createReadStream,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import process from "node:process";

/** An image: tar files of its layers, the lowest first, and the `config` of the OCI image specification. */
export interface Image {
  readonly name: string;
  readonly layers: readonly string[];
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * Writes images as the archive that `docker save` would write and containerd imports. A layer of several images is
 * written once.
 */
export async function archiveImages(images: readonly Image[], file: string): Promise<void> {
  const work = `${file}.work`;
  mkdirSync(work, { recursive: true });
  const names = new Set<string>(["manifest.json"]);
  const manifest = [];
  for (const image of images) {
    const digests = [];
    for (const layer of image.layers) {
      const digest = await digestOf(layer);
      const name = `${digest}.tar`;
      if (!names.has(name)) symlinkSync(path.resolve(layer), path.join(work, name));
      names.add(name);
      digests.push(digest);
    }
    const config = JSON.stringify({
      architecture: { x64: "amd64" }[process.arch as string] ?? process.arch,
      os: "linux",
      config: image.config,
      rootfs: { type: "layers", diff_ids: digests.map((one) => `sha256:${one}`) },
      history: digests.map(() => ({ created_by: "chartroom's tests" })),
    });
    const name = `${createHash("sha256").update(config).digest("hex")}.json`;
    writeFileSync(path.join(work, name), config);
    names.add(name);
    manifest.push({ Config: name, RepoTags: [image.name], Layers: digests.map((one) => `${one}.tar`) });
  }
  writeFileSync(path.join(work, "manifest.json"), JSON.stringify(manifest));
  tar(`${file}.tmp`, work, [...names], ["--dereference"]);
  rmSync(work, { recursive: true });
  renameSync(`${file}.tmp`, file);
}

/** An image of one static program, its entry point, run as an unprivileged user. The layer is left beside the archive. */
export function programImage(program: string, name: string, folder: string): Image {
  const root = path.join(folder, `${path.basename(program)}-root`);
  mkdirSync(root);
  copyFileSync(program, path.join(root, path.basename(program)));
  const layer = `${root}.tar`;
  layerOf(root, layer);
  return {
    name,
    layers: [layer],
    config: { Entrypoint: [`/${path.basename(program)}`], User: "65534:65534", WorkingDir: "/" },
  };
}

/** A layer of all that is in a folder, owned by root. */
export function layerOf(root: string, file: string): void {
  tar(file, root, ["."]);
}

function tar(file: string, folder: string, names: readonly string[], more: readonly string[] = []): void {
  const plain = ["--owner=0", "--group=0", "--numeric-owner", "--mtime=@0", "--sort=name", ...more];
  execFileSync("tar", ["-C", folder, ...plain, "-cf", file, ...names]);
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest("hex");
}
