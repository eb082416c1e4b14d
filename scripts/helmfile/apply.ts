import { readIfThere } from "../core/files.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { shell } from "../core/shell.ts";
import { helmfilesOf } from "../environment/find.ts";
import type { ApplyEvent } from "./events.ts";
import { type HelmfileRequest, helmfileFailed } from "./request.ts";
import { differenceOptions, globalOptions, type Released, released, watched } from "./run.ts";

/** What is asked, and told, while helmfile applies. */
export interface ApplyTalk {
  readonly color: boolean;
  /** Gets the difference; nothing is changed before it says yes. */
  readonly agree: (difference: string) => Promise<boolean>;
  readonly tell: (event: ApplyEvent) => void;
}

/** How helmfile's own question ends, and what stands above it: its list of releases. */
const QUESTION =
  /(?:^|\n)(?:Affected releases are:\n(?:.*\n)*?\n?)?Do you really want to apply\?\n[^\n]*\n\n \[y\/n\]: $/;

/**
 * Whether helmfile asks one question for all that it would change: it asks one for each helmfile, and several at one time.
 * Words of the user's own can change what is asked, so they take the long way too.
 */
export function asksOnce({ environment, args }: HelmfileRequest): boolean {
  const files = helmfilesOf(environment.helmfile);
  return (
    args.length === 0 && files.length === 1 && !/^helmfiles:/m.test(readIfThere(files[0] as string) ?? "")
  );
}

/**
 * `helmfile apply` that shows its difference and waits for an answer: what was shown is what is applied, and the
 * difference, which takes helmfile as long as all else together, is made once. Undefined where nothing is to be changed.
 */
export async function helmfileApply(
  request: HelmfileRequest,
  { color, agree, tell }: ApplyTalk,
): Promise<Result<Released | undefined>> {
  let asked: Promise<boolean> | undefined;
  let seen = "";
  let shown = 0;
  const args = [...globalOptions(request), "--interactive", "apply", ...differenceOptions(request, color)];
  const done = await watched(request, tell, (onLine) =>
    shell("helmfile", args, {
      cwd: request.environment.root,
      env: request.target.env,
      onLine,
      onStart: ({ stdin, stdout }) =>
        stdout.on("data", (chunk: string | Buffer) => {
          if (asked) return;
          seen += String(chunk);
          if (!seen.endsWith(" [y/n]: ")) return;
          shown = seen.length;
          // A helmfile that words its question otherwise would wait for ever: all that it said is the difference then.
          asked = agree(seen.slice(0, (QUESTION.exec(seen)?.index ?? seen.length) + 1));
          asked.then(
            (yes) => stdin.end(yes ? "y\n" : "n\n"),
            () => stdin.end("n\n"),
          );
        }),
    }),
  );
  const { ran, events } = done;
  const agreed = await asked; // an error of whoever was asked goes on from here
  if (agreed === undefined) return ran.code === 0 ? ok(undefined) : fail([helmfileFailed(ran)]);
  const text = `${ran.stdout.slice(shown)}${ran.stderr}`;
  if (!agreed) return ok({ events, diagnostics: [], text });
  return ok(await released(request, done, text));
}
