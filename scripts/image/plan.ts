import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { isDirectory } from "../core/files.ts";
import type { Json } from "../core/json.ts";
import { fail, ok, type Result } from "../core/result.ts";
import type { BuildRequest } from "./build.ts";
import { type Content, readContent } from "./content.ts";
import { baseArgument, type Dockerfile, findDockerfile } from "./dockerfile.ts";
import { labelsOf } from "./labels.ts";
import { nameOfFolder } from "./name.ts";

/** What somebody wants to have built; names as they were typed in `cwd`. */
export interface BuildWish {
  readonly cwd: string;
  /** This folder without one. */
  readonly folder: string | undefined;
  readonly dockerfile: string | undefined;
  /** `builder=IMAGE`, each. */
  readonly bases: readonly string[];
  readonly platform: string | undefined;
  /** Options for the engine itself. */
  readonly more: readonly string[];
}

/** What a build needs to know before an engine is started. */
export interface BuildPlan {
  readonly content: Content;
  /** The name for an image that nobody gives another. */
  readonly name: string;
  /** All but the reference, which is the name that is chosen and the content's tag. */
  readonly request: Omit<BuildRequest, "reference">;
  /** What is worth saying before it is built: CR723. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Finds the Dockerfile, reads the content, and works out the tag, the labels and the arguments of a build. */
export async function planBuild(wish: BuildWish): Promise<Result<BuildPlan>> {
  const { cwd, folder, bases, platform, more } = wish;
  const context = path.resolve(cwd, folder ?? ".");
  if (!isDirectory(context))
    return fail([diagnostic("CR721", `there is no folder ${folder}`, { help: "chartroom help image" })]);
  const dockerfile = findDockerfile(context, wish.dockerfile, cwd);
  if (!dockerfile.ok) return dockerfile;
  const buildArguments: Record<string, string> = {};
  for (const base of bases) {
    const one = baseArgument(dockerfile.value, base);
    if (!one.ok) return one;
    buildArguments[one.value[0]] = one.value[1];
  }
  const { file } = dockerfile.value;
  const content = await readContent(
    context,
    file,
    optionsOf(wish, context, dockerfile.value, buildArguments),
  );
  if (!content.ok) return content;
  return ok({
    content: content.value,
    name: nameOfFolder(context),
    request: {
      context,
      dockerfile: file,
      labels: labelsOf(context, content.value),
      buildArguments,
      more,
      ...(platform !== undefined && { platform }),
    },
    diagnostics: ignoredFiles(content.value),
  });
}

/** What decides the image beside the files: it is part of the tag, too. */
function optionsOf(
  { platform, more }: BuildWish,
  context: string,
  { file, text }: Dockerfile,
  buildArguments: Readonly<Record<string, string>>,
): Json {
  const own = path.relative(context, file);
  return {
    ...(Object.keys(buildArguments).length > 0 && { buildArguments }),
    ...(platform !== undefined && { platform }),
    ...(more.length > 0 && { more }),
    ...(own !== "Dockerfile" && { dockerfile: own.startsWith("..") ? text : own }),
  };
}

function ignoredFiles({ git }: Content): Diagnostic[] {
  const ignored = git?.ignored ?? [];
  if (ignored.length === 0) return [];
  const some = ignored.slice(0, 5).join(", ");
  const more = ignored.length > 5 ? ` and ${ignored.length - 5} more` : "";
  return [
    diagnostic("CR723", `git ignores files that go into the image: ${some}${more}`, {
      help: "name them in .dockerignore, or commit them",
    }),
  ];
}

/** CR729 where a file that is written after a build (absolute) is part of the next one. */
export function writtenInside({ content, request }: BuildPlan, file: string): Diagnostic[] {
  const inside = path.relative(request.context, file).split(path.sep).join("/");
  if (inside.startsWith("../") || path.isAbsolute(inside) || content.ignores(inside)) return [];
  return [
    diagnostic(
      "CR729",
      `${inside} goes into the image, so the tag that was written there makes the next one another`,
      {
        help: `name it in .dockerignore: ${inside.split("/")[0]}`,
      },
    ),
  ];
}
