import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";

/**
 * Writes an image that holds one static program, as the archive that `docker save` would write and containerd imports.
 * The program is the image's entry point; it runs as an unprivileged user.
 */
export function archiveProgram(program: string, image: string, file: string): void {
  const work = `${file}.work`;
  const layer = path.join(work, "layer.tar");
  mkdirSync(path.join(work, "root"), { recursive: true });
  const name = path.basename(program);
  copyFileSync(program, path.join(work, "root", name));
  tar(layer, path.join(work, "root"), [name]);
  const digest = createHash("sha256").update(readFileSync(layer)).digest("hex");
  const config = JSON.stringify({
    architecture: { x64: "amd64" }[process.arch as string] ?? process.arch,
    os: "linux",
    config: { Entrypoint: [`/${name}`], User: "65534:65534", WorkingDir: "/" },
    rootfs: { type: "layers", diff_ids: [`sha256:${digest}`] },
    history: [{ created_by: "chartroom's tests" }],
  });
  writeFileSync(path.join(work, "config.json"), config);
  writeFileSync(
    path.join(work, "manifest.json"),
    JSON.stringify([{ Config: "config.json", RepoTags: [image], Layers: ["layer.tar"] }]),
  );
  tar(`${file}.tmp`, work, ["manifest.json", "config.json", "layer.tar"]);
  rmSync(work, { recursive: true });
  renameSync(`${file}.tmp`, file);
}

function tar(file: string, folder: string, names: readonly string[]): void {
  const plain = ["--owner=0", "--group=0", "--numeric-owner", "--mtime=@0", "--sort=name"];
  execFileSync("tar", ["-C", folder, ...plain, "-cf", file, ...names]);
}
