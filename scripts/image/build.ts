import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { diagnostic } from "../core/diagnostic.ts";
import { run } from "../core/exec.ts";
import { cacheDirectory, isDirectory, isFile } from "../core/files.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { type Engine, reasonIn } from "./engine.ts";
import { storedReference } from "./name.ts";

/** One image that is to be built. Paths are absolute. */
export interface BuildRequest {
  readonly context: string;
  readonly dockerfile: string;
  /** `name:tag`. */
  readonly reference: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly buildArguments: Readonly<Record<string, string>>;
  readonly platform?: string;
  /** Options for the engine itself, as they were typed. */
  readonly more: readonly string[];
}

export interface BuildScreen {
  /** The engine may draw on the terminal. */
  readonly draws: boolean;
  /** Gets a line of the engine's, where it does not draw. */
  readonly onLine: (line: string) => void;
}

/** The engine's command line for a build. Labels and arguments come sorted, so that equal requests are equal. */
export function buildCommand(engine: Engine, request: BuildRequest, draws: boolean): string[] {
  if (engine.name === "buildkit") return buildctlCommand(request, draws);
  const { context, dockerfile, labels, buildArguments, platform, more } = request;
  return [
    "build",
    ...(engine.name === "docker" ? [`--progress=${draws ? "auto" : "plain"}`] : []),
    // An OCI image has no HEALTHCHECK. podman and buildah write OCI and, buildah, reuse no layer, unless told.
    ...(engine.name === "docker" ? [] : ["--format=docker", "--layers"]),
    ...(platform === undefined ? [] : [`--platform=${platform}`]),
    ...pairs(buildArguments).flatMap((pair) => ["--build-arg", pair]),
    ...pairs(labels).flatMap((pair) => ["--label", pair]),
    ...more,
    "--tag",
    storedReference(engine, request.reference),
    "--file",
    dockerfile,
    context,
  ];
}

function buildctlCommand(request: BuildRequest, draws: boolean): string[] {
  const { context, dockerfile, labels, buildArguments, platform, more, reference } = request;
  const options = [
    `filename=${path.basename(dockerfile)}`,
    ...(platform === undefined ? [] : [`platform=${platform}`]),
    ...pairs(buildArguments).map((pair) => `build-arg:${pair}`),
    ...pairs(labels).map((pair) => `label:${pair}`),
  ];
  return [
    "build",
    `--progress=${draws ? "auto" : "plain"}`,
    "--frontend=dockerfile.v0",
    `--local=context=${context}`,
    `--local=dockerfile=${path.dirname(dockerfile)}`,
    ...options.flatMap((option) => ["--opt", option]),
    ...more,
    `--output=type=docker,name=${reference},dest=${archiveOf(reference)}.part`,
  ];
}

/** Builds an image and stores it under its reference; the engine's words go to the screen as they come. */
export async function buildImage(
  engine: Engine,
  request: BuildRequest,
  screen: BuildScreen,
): Promise<Result<void>> {
  const archive = archiveOf(request.reference);
  if (engine.name === "buildkit") mkdirSync(path.dirname(archive), { recursive: true });
  let last = "";
  const ran = await run(engine.path, buildCommand(engine, request, screen.draws), {
    env: { ...(engine.name === "docker" && { DOCKER_BUILDKIT: "1" }) },
    ...(screen.draws
      ? { draws: true }
      : {
          onLine: (line) => {
            if (/error/i.test(line)) last = line;
            screen.onLine(line);
          },
        }),
  });
  if (engine.name === "buildkit") {
    if (ran.code === 0) keepArchive(archive);
    else rmSync(`${archive}.part`, { force: true });
  }
  if (ran.code === 0) return ok(undefined);
  const why = reasonIn(last);
  return fail([
    diagnostic("CR722", `${engine.name} could not build ${request.reference}`, {
      ...(why !== undefined && { note: why }),
      help: "what the engine said stands above",
    }),
  ]);
}

/** Whether the engine has an image of that reference. */
export async function hasImage(engine: Engine, reference: string): Promise<boolean> {
  if (engine.name === "buildkit") return isFile(archiveOf(reference));
  const stored = storedReference(engine, reference);
  const words =
    engine.name === "buildah" ? ["inspect", "--type", "image", stored] : ["image", "inspect", stored];
  return (await run(engine.path, words)).code === 0;
}

/** Writes an image as an archive that docker, kind, minikube and containerd load. */
export async function saveImage(engine: Engine, reference: string, file: string): Promise<Result<void>> {
  const stored = storedReference(engine, reference);
  const words = {
    docker: ["save", "--output", file, stored],
    podman: ["save", "--format", "docker-archive", "--output", file, stored],
    buildah: ["push", stored, `docker-archive:${file}:${stored}`],
  };
  if (engine.name === "buildkit") throw new Error("buildkit keeps its images as archives");
  const ran = await run(engine.path, words[engine.name]);
  if (ran.code === 0) return ok(undefined);
  const why = reasonIn(ran.stderr);
  return fail([
    diagnostic("CR727", `${engine.name} could not save ${reference}`, {
      ...(why !== undefined && { note: why }),
    }),
  ]);
}

/** buildkit has no store of images: what it built is kept here, the newest of each name. */
export function archiveOf(reference: string): string {
  const [name, tag] = [reference.slice(0, reference.lastIndexOf(":")), reference.split(":").at(-1)];
  return path.join(cacheDirectory("images"), name.replace(/[^a-z0-9.-]+/g, "_"), `${tag}.tar`);
}

function keepArchive(archive: string): void {
  const folder = path.dirname(archive);
  if (isDirectory(folder))
    for (const other of readdirSync(folder)) {
      if (other.endsWith(".tar")) rmSync(path.join(folder, other), { force: true });
    }
  renameSync(`${archive}.part`, archive);
}

function pairs(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`);
}
