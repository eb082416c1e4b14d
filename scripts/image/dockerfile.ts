import path from "node:path";
import { diagnostic } from "../core/diagnostic.ts";
import { readIfThere } from "../core/files.ts";
import { fail, ok, type Result } from "../core/result.ts";

/** A Dockerfile that was found: absolute, with the arguments that choose its base images. */
export interface Dockerfile {
  readonly file: string;
  readonly text: string;
  /** Names of the `ARG`s before the first `FROM`. */
  readonly baseArguments: readonly string[];
}

/** The Dockerfile of a folder, or the one that is named from the working directory. */
export function findDockerfile(context: string, named: string | undefined, cwd: string): Result<Dockerfile> {
  const file = named === undefined ? path.join(context, "Dockerfile") : path.resolve(cwd, named);
  const text = readIfThere(file);
  if (text === undefined) {
    const what = named === undefined ? `${shown(context, cwd)} has no Dockerfile` : `there is no ${named}`;
    const phoenix = readIfThere(path.join(context, "mix.exs")) !== undefined;
    return fail([
      diagnostic("CR721", what, {
        help: phoenix
          ? `\`chartroom init phoenix ${shown(context, cwd)}\` writes one`
          : "change into the application's folder, or name it: `chartroom image build DIR`",
      }),
    ]);
  }
  const [before = ""] = text.split(/^[ \t]*FROM\b/im);
  const names = [...before.matchAll(/^[ \t]*ARG[ \t]+([A-Za-z_]\w*)/gim)].map((match) => match[1] as string);
  return ok({ file, text, baseArguments: names });
}

/**
 * `builder=IMAGE` as the build argument that it stands for: the Dockerfile's `BUILDER_IMAGE`, `BUILDER` or the name as
 * it was written. The error is one CR001.
 */
export function baseArgument(dockerfile: Dockerfile, written: string): Result<[name: string, image: string]> {
  const [name = "", ...rest] = written.split("=");
  const image = rest.join("=");
  const upper = name.toUpperCase().replaceAll("-", "_");
  const found = [name, `${upper}_IMAGE`, upper].find((one) => dockerfile.baseArguments.includes(one));
  const known = dockerfile.baseArguments.join(", ");
  if (found !== undefined && image !== "") return ok([found, image]);
  return fail([
    diagnostic("CR001", `--base ${written} names no base image of the Dockerfile`, {
      help:
        known === ""
          ? "its FROM lines have no argument: write `ARG BUILDER_IMAGE=...` above the first of them"
          : `NAME=IMAGE, where NAME is one of ${known}`,
    }),
  ]);
}

function shown(folder: string, cwd: string): string {
  const relative = path.relative(cwd, folder);
  return relative === "" ? "this folder" : relative.startsWith("..") ? folder : relative;
}
