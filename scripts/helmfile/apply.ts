import { readIfThere } from "../core/files.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { shell } from "../core/shell.ts";
import { helmfilesOf } from "../environment/find.ts";
import { type ApplyEvent, jobReader, outputReader } from "./events.ts";
import { explainFailure } from "./failure.ts";
import { phaseOf } from "./records.ts";
import { type HelmfileRequest, helmfileFailed } from "./request.ts";
import { differenceOptions, globalOptions, type Released, watchJobs } from "./run.ts";

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
  const events: ApplyEvent[] = [];
  const emit = (event: ApplyEvent): void => {
    events.push(event);
    tell(event);
  };
  const jobs = jobReader(request.environment, (one) => phaseOf(request.records, one), emit);
  const stop = await watchJobs(request, jobs.read);
  let asked: Promise<boolean> | undefined;
  let seen = "";
  let shown = 0;
  const ran = await shell(
    "helmfile",
    [...globalOptions(request), "--interactive", "apply", ...differenceOptions(request, color)],
    {
      cwd: request.environment.root,
      env: request.target.env,
      onLine: outputReader(emit),
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
    },
  );
  await stop();
  const agreed = await asked; // an error of whoever was asked goes on from here
  if (agreed === undefined) return ran.code === 0 ? ok(undefined) : fail([helmfileFailed(ran)]);
  const text = `${ran.stdout.slice(shown)}${ran.stderr}`;
  if (!agreed || ran.code === 0) return ok({ events, diagnostics: [], text });
  return ok({ events, diagnostics: await explainFailure(request, ran, [...jobs.hooks.values()]), text });
}
