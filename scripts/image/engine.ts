import { realpathSync } from "node:fs";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { run } from "../core/exec.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { candidates } from "../tools/find.ts";

/** The programs that build images, in the order in which they are tried. */
export const engineNames = ["docker", "podman", "buildah", "buildkit"] as const;

export type EngineName = (typeof engineNames)[number];

/** An engine that answers. */
export interface Engine {
  readonly name: EngineName;
  /** Absolute path of its program; for buildkit that of `buildctl`. */
  readonly path: string;
  /** Engines that were tried before it, each with the reason why it was not taken. */
  readonly passed: readonly string[];
}

/** A daemon on another machine may never answer. */
const PATIENCE_MS = 20_000;

/** What each is asked before it is taken: it has to reach its daemon, where it has one. */
const QUESTIONS: Readonly<Record<EngineName, readonly string[]>> = {
  docker: ["version", "--format", "{{.Client.Version}} {{.Server.Version}}"],
  podman: ["info", "--format", "{{.Version.Version}}"],
  buildah: ["info"],
  buildkit: ["debug", "workers"],
};

/** The first engine that is on PATH and answers, or the named one; the error is one CR720 with all that was seen. */
export async function findEngine(named: EngineName | undefined): Promise<Result<Engine>> {
  const seen: string[] = [];
  for (const name of named === undefined ? engineNames : [named]) {
    const seenBefore = new Set<string>();
    for (const program of candidates(programOf(name))) {
      const real = realpathSync(program); // /bin and /usr/bin are one folder
      if (seenBefore.has(real)) continue;
      seenBefore.add(real);
      const problem = await problemOf(name, program);
      if (problem === undefined) return ok({ name, path: program, passed: seen });
      seen.push(`${program}: ${problem}`);
    }
  }
  return fail([missing(named, seen)]);
}

/** Why an engine cannot be used, in a line; undefined when it can. */
async function problemOf(name: EngineName, program: string): Promise<string | undefined> {
  const ran = await run(program, QUESTIONS[name], { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (ran.signal !== undefined) return "does not answer";
  if (ran.code !== 0) return reasonIn(ran.stderr) ?? `ended with code ${ran.code}`;
  // Since 23 the client has BuildKit in a plugin of its own, and Dockerfiles of today need BuildKit.
  if (name === "docker" && Number.parseInt(ran.stdout, 10) >= 23) {
    const plugin = await run(program, ["buildx", "version"]);
    if (plugin.code !== 0) return "has no BuildKit: the plugin buildx is missing";
  }
  return undefined;
}

/** The line of a program's words that says what is wrong, without its own name before it. */
export function reasonIn(stderr: string): string | undefined {
  const told = stderr.split("\n").filter((line) => line.trim() !== "" && !/^\s*(?:usage|see ')/i.test(line));
  const line = told.find((one) => /error|cannot|fatal|failed/i.test(one)) ?? told.at(-1);
  return line
    ?.trim()
    .replace(/^(?:error|fatal|ERRO\[\d+\])[: ]+/i, "")
    .replace(/\.$/, "");
}

function missing(named: EngineName | undefined, seen: readonly string[]): Diagnostic {
  const what = named === undefined ? "no engine that builds images" : `${named}`;
  if (seen.length > 0) {
    return diagnostic("CR720", named === undefined ? `${what} answers` : `${what} cannot be used`, {
      note: seen.join("; "),
      help: "start it, or install docker, podman, buildah or buildkit",
    });
  }
  return diagnostic(
    "CR720",
    named === undefined ? `${what} was found` : `${programOf(named)} was not found`,
    {
      ...(named === undefined && { note: `not on PATH: ${engineNames.map(programOf).join(", ")}` }),
      help: "install docker, podman, buildah or buildkit; https://docs.docker.com/engine/install/ is one way",
    },
  );
}

function programOf(name: EngineName): string {
  return name === "buildkit" ? "buildctl" : name;
}
