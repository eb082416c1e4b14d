import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { isDirectory } from "../core/files.ts";
import { isInterrupted } from "../core/lifetime.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { findHelmfile } from "../environment/find.ts";
import { buildImage, hasImage } from "../image/build.ts";
import { type Content, readContent } from "../image/content.ts";
import { baseArgument, type Dockerfile, findDockerfile } from "../image/dockerfile.ts";
import { type Engine, findEngine } from "../image/engine.ts";
import { labelsOf } from "../image/labels.ts";
import { clusterOfContext, type LocalCluster, loadImage, showCluster } from "../image/load.ts";
import { nameOfFolder } from "../image/name.ts";
import { type ImageTarget, imageTarget } from "../image/target.ts";
import { type Written, writeImage } from "../image/write-tag.ts";
import type { ExitCode, Invocation } from "./command.ts";
import { sayFindings } from "./findings.ts";
import { fromRoot, type ImageWords, readImageWords } from "./image-words.ts";

/** What a build found before the engine is started. */
interface Plan {
  readonly words: ImageWords;
  readonly context: string;
  readonly dockerfile: Dockerfile;
  readonly buildArguments: Readonly<Record<string, string>>;
  readonly content: Content;
  readonly repository: string;
  readonly reference: string;
  readonly target: ImageTarget | undefined;
  readonly engine: Engine;
}

interface Outcome {
  readonly built: boolean;
  readonly loaded: LocalCluster | undefined;
  readonly written: Written | undefined;
}

/** `chartroom image build`: build what is not there yet, load it where a local cluster is, write the tag. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const words = readImageWords("build", invocation);
  const plan = words.ok ? await prepare(invocation, words.value) : words;
  if (!plan.ok) return refuse(invocation, plan.error);
  const warnings = warningsOf(plan.value);
  if (invocation.format === "pretty") sayFindings(invocation, warnings);
  const done = await carryOut(invocation, plan.value);
  if (isInterrupted()) return 130;
  const root = plan.value.target?.environment.root;
  if (!done.ok) return refuse(invocation, done.error, root);
  if (invocation.format === "json") invocation.screen.data(asJson(plan.value, done.value, warnings));
  else invocation.screen.data(`${plan.value.reference}\n`);
  return 0;
}

async function prepare(invocation: Invocation, words: ImageWords): Promise<Result<Plan>> {
  const { cwd } = invocation;
  const context = path.resolve(cwd, words.word ?? ".");
  if (!isDirectory(context)) {
    return fail([diagnostic("CR721", `there is no folder ${words.word}`, { help: "chartroom help image" })]);
  }
  const dockerfile = findDockerfile(context, words.dockerfile, cwd);
  if (!dockerfile.ok) return dockerfile;
  const bases: [string, string][] = [];
  for (const base of words.bases) {
    const one = baseArgument(dockerfile.value, base);
    if (!one.ok) return one;
    bases.push(one.value);
  }
  const engine = await findEngine(words.engine);
  if (!engine.ok) return engine;
  const target = await targetOf(invocation, words, context);
  if (!target.ok) return target;
  const buildArguments = Object.fromEntries(bases);
  const content = await readContent(
    context,
    dockerfile.value.file,
    optionsOf(words, context, dockerfile.value, buildArguments),
  );
  if (!content.ok) return content;
  const repository = words.image ?? target.value?.repository ?? nameOfFolder(context);
  return ok({
    words,
    context,
    dockerfile: dockerfile.value,
    buildArguments,
    content: content.value,
    repository,
    reference: `${repository}:${content.value.tag}`,
    target: target.value,
    engine: engine.value,
  });
}

/** What decides the image beside the files: it is part of the tag, too. */
function optionsOf(
  { platform, more }: ImageWords,
  context: string,
  { file, text }: Dockerfile,
  buildArguments: Readonly<Record<string, string>>,
) {
  const own = path.relative(context, file);
  return {
    ...(Object.keys(buildArguments).length > 0 && { buildArguments }),
    ...(platform !== undefined && { platform }),
    ...(more.length > 0 && { more }),
    ...(own !== "Dockerfile" && { dockerfile: own.startsWith("..") ? text : own }),
  };
}

async function targetOf(
  { cwd, file, helmfileOptions }: Invocation,
  { environment, release }: ImageWords,
  context: string,
): Promise<Result<ImageTarget | undefined>> {
  if (environment === undefined) return ok(undefined);
  const here = findHelmfile(cwd, file);
  // Typed beside the project as well as in it.
  const found = here.ok ? here : findHelmfile(context, file);
  if (found.ok) return imageTarget(found.value, environment, helmfileOptions, release);
  return here.ok ? found : here;
}

async function carryOut(invocation: Invocation, plan: Plan): Promise<Result<Outcome>> {
  const { screen, kubeContext } = invocation;
  const { words, engine, reference, target, context } = plan;
  const built = words.force || !(await hasImage(engine, reference));
  if (built) {
    screen.say(`building ${reference} with ${engine.name}`);
    const request = {
      context,
      dockerfile: plan.dockerfile.file,
      reference,
      labels: labelsOf(context, plan.content),
      buildArguments: plan.buildArguments,
      more: words.more,
      ...(words.platform !== undefined && { platform: words.platform }),
    };
    const draws = screen.interactive;
    const done = await buildImage(engine, request, { draws, onLine: (line) => screen.say(`  ${line}`) });
    if (!done.ok || isInterrupted()) return done.ok ? fail([]) : done;
  } else screen.say(`${reference} is there already; --force builds it again`);

  const to = words.to ?? clusterOfContext(kubeContext ?? target?.environment.context);
  const loads = words.load && to !== undefined;
  if (loads) {
    screen.say(`loading it into ${showCluster(to)}`);
    const loaded = await loadImage(engine, reference, to, (line) => screen.say(`  ${line}`));
    if (!loaded.ok) return loaded;
  }
  if (target === undefined || !words.write)
    return ok({ built, loaded: loads ? to : undefined, written: undefined });
  const { root } = target.environment;
  const named = words.values === undefined ? undefined : fromRoot(root, invocation.cwd, words.values);
  const values = {
    tag: plan.content.tag,
    ...(plan.repository !== target.repository && { repository: plan.repository }),
  };
  const written = await writeImage(target, values, named);
  if (!written.ok) return written;
  const { file, changed } = written.value;
  screen.say(changed ? `wrote the tag into ${file}` : `${file} has the tag already`);
  sayNext(invocation, plan, loads);
  return ok({ built, loaded: loads ? to : undefined, written: written.value });
}

function sayNext({ screen }: Invocation, { target, reference, engine }: Plan, loaded: boolean): void {
  const { name = "", context } = target?.environment ?? {};
  const simulated = context?.startsWith("kwok-") === true;
  if (simulated) screen.say(`${context} runs no container: nothing was loaded`);
  else if (!loaded)
    screen.say(`the cluster of ${name} takes it from a registry: ${engine.name} push ${reference}`);
  screen.say(`next: chartroom -e ${name} apply`);
}

function warningsOf({ content, context }: Plan): Diagnostic[] {
  const ignored = content.git?.ignored ?? [];
  if (ignored.length === 0) return [];
  const some = ignored.slice(0, 5).join(", ");
  const more = ignored.length > 5 ? ` and ${ignored.length - 5} more` : "";
  return [
    diagnostic("CR723", `git ignores files that go into the image: ${some}${more}`, {
      help: `name them in ${path.basename(context)}/.dockerignore, or commit them`,
    }),
  ];
}

function asJson(plan: Plan, { built, loaded, written }: Outcome, diagnostics: readonly Diagnostic[]): string {
  const { reference, repository, content, engine, context } = plan;
  return `${JSON.stringify({
    version: 1,
    image: {
      reference,
      repository,
      tag: content.tag,
      dirty: content.dirty,
      engine: engine.name,
      built,
      labels: labelsOf(context, content),
      loaded: loaded ?? null,
      written: written ?? null,
    },
    diagnostics: diagnostics.map(({ code, severity, message, help }) => ({ code, severity, message, help })),
  })}\n`;
}

/** 3 where a program is missing or failed. */
export function refuse(invocation: Invocation, findings: readonly Diagnostic[], root?: string): ExitCode {
  sayFindings(invocation, findings, root);
  if (findings.some(({ code }) => /^CR(?:9|720|722|727)/.test(code))) return 3;
  return findings.some(({ code }) => code === "CR726") ? 1 : 2;
}
