import path from "node:path";
import { parseArgs } from "node:util";
import { diagnostic } from "../core/diagnostic.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { type EngineName, engineNames } from "../image/engine.ts";
import { clusterOfWord, type LocalCluster } from "../image/load.ts";
import { isImageName } from "../image/name.ts";
import type { Invocation } from "./command.ts";

/** The options of `chartroom image`, as `parseArgs` takes them; the help names each. */
const options = {
  engine: { type: "string" },
  image: { type: "string" },
  release: { type: "string" },
  dockerfile: { type: "string" },
  base: { type: "string", multiple: true, default: [] as string[] },
  platform: { type: "string" },
  to: { type: "string" },
  values: { type: "string" },
  force: { type: "boolean", default: false },
  "no-load": { type: "boolean", default: false },
  "no-write": { type: "boolean", default: false },
} as const;

/** What only a build takes. */
const BUILDING = ["dockerfile", "base", "platform", "values", "force", "no-load", "no-write"];

/** What `chartroom image build` or `load` was asked for; paths are as they were typed. */
export interface ImageWords {
  readonly engine: EngineName | undefined;
  /** The environment; undefined for a build without one. */
  readonly environment: string | undefined;
  /** `build`: the folder; `load`: the reference. */
  readonly word: string | undefined;
  readonly image: string | undefined;
  readonly release: string | undefined;
  readonly dockerfile: string | undefined;
  readonly bases: readonly string[];
  readonly platform: string | undefined;
  readonly to: LocalCluster | undefined;
  readonly values: string | undefined;
  readonly force: boolean;
  readonly load: boolean;
  readonly write: boolean;
  /** What stands behind `--`, for the engine. */
  readonly more: readonly string[];
}

/** Reads the words after `image build` or `image load`; a wrong one is a CR001 finding. */
export function readImageWords(
  verb: "build" | "load",
  { args, environments }: Invocation,
): Result<ImageWords> {
  const end = args.indexOf("--");
  const own = end === -1 ? args.slice() : args.slice(0, end);
  const more = end === -1 ? [] : args.slice(end + 1);
  const { tokens } = parseArgs({ args: own, options, strict: false, tokens: true });
  for (const one of tokens) {
    if (one.kind !== "option") continue;
    const taken = Object.hasOwn(options, one.name) && (verb === "build" || !BUILDING.includes(one.name));
    if (!taken) return wrong(`\`image ${verb}\` does not take \`${own[one.index]}\``);
  }
  try {
    const { values: read, positionals } = parseArgs({ args: own, options, allowPositionals: true });
    const [word, ...others] = positionals;
    if (others.length > 0)
      return wrong(`\`image ${verb}\` takes one ${verb === "build" ? "folder" : "image"}`);
    const [environment, ...several] = environments;
    if (several.length > 0) return wrong(`\`image ${verb}\` takes one environment`);
    const named = read.engine ?? (process.env.CHARTROOM_ENGINE || undefined);
    const engine = engineNames.find((one) => one === named);
    if (named !== undefined && engine === undefined)
      return wrong(`the engine is one of ${engineNames.join(", ")}, not ${named}`);
    const to = read.to === undefined ? undefined : clusterOfWord(read.to);
    if (read.to !== undefined && to === undefined)
      return wrong(`--to ${read.to}: it is minikube[:PROFILE], kind[:CLUSTER] or containerd[:SOCKET]`);
    if (read.image !== undefined && !isImageName(read.image))
      return wrong(
        `--image ${read.image} is no name of an image`,
        "registry and path in small letters, no tag: ghcr.io/you/app",
      );
    if (environment === undefined && (read.values ?? read.release) !== undefined)
      return wrong(
        `--${read.values === undefined ? "release" : "values"} needs an environment`,
        "chartroom -e local image build",
      );
    return ok({
      engine,
      environment,
      word,
      image: read.image,
      release: read.release,
      dockerfile: read.dockerfile,
      bases: read.base,
      platform: read.platform,
      to,
      values: read.values,
      force: read.force,
      load: !read["no-load"],
      write: !read["no-write"],
      more,
    });
  } catch (error) {
    return wrong((error as Error).message.split(". ")[0] as string);
  }
}

/** A file that was typed in the working directory, relative to the repository's root. */
export function fromRoot(root: string, cwd: string, file: string): string {
  return path.relative(root, path.resolve(cwd, file)).split(path.sep).join("/");
}

function wrong(message: string, help = "chartroom help image"): Result<never> {
  return fail([diagnostic("CR001", message, { help })]);
}
