import path from "node:path";
import type { Diagnostic } from "../core/diagnostic.ts";
import { isInterrupted } from "../core/lifetime.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { findHelmfile } from "../environment/find.ts";
import { buildImage, hasImage } from "../image/build.ts";
import { type Engine, findEngine } from "../image/engine.ts";
import { clusterOfContext, type LocalCluster, loadImage, showCluster } from "../image/load.ts";
import { type BuildPlan, planBuild, writtenInside } from "../image/plan.ts";
import { type ImageTarget, imageTarget } from "../image/target.ts";
import { type Written, writeImage } from "../image/write-tag.ts";
import type { ExitCode, Invocation } from "./command.ts";
import { sayFindings } from "./findings.ts";
import { fromRoot, type ImageWords, readImageWords } from "./image-words.ts";

/** All that was found before anything is done. */
interface Prepared {
  readonly words: ImageWords;
  readonly plan: BuildPlan;
  readonly engine: Engine;
  readonly target: ImageTarget | undefined;
  readonly repository: string;
  readonly reference: string;
}

interface Done {
  readonly built: boolean;
  readonly loaded: LocalCluster | undefined;
  readonly written: Written | undefined;
}

/** `chartroom image build`: build what is not there yet, load it where a local cluster is, write the tag. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { screen, format } = invocation;
  const words = readImageWords("build", invocation);
  const prepared = words.ok ? await prepare(invocation, words.value) : words;
  if (!prepared.ok) return refuse(invocation, prepared.error);
  const { plan, target, reference } = prepared.value;
  const say = (findings: readonly Diagnostic[]) => {
    if (format === "pretty") sayFindings(invocation, findings);
  };
  say(plan.diagnostics);
  const done = await carryOut(invocation, prepared.value);
  if (isInterrupted()) return 130;
  if (!done.ok) return refuse(invocation, done.error, target?.environment.root);
  const { written } = done.value;
  const inside =
    written && target ? writtenInside(plan, path.join(target.environment.root, written.file)) : [];
  say(inside);
  if (format === "json") screen.data(asJson(prepared.value, done.value, [...plan.diagnostics, ...inside]));
  else screen.data(`${reference}\n`);
  return 0;
}

async function prepare(invocation: Invocation, words: ImageWords): Promise<Result<Prepared>> {
  const { cwd, file, helmfileOptions } = invocation;
  const plan = await planBuild({ ...words, cwd, folder: words.word });
  if (!plan.ok) return plan;
  const engine = await findEngine(words.engine);
  if (!engine.ok) return engine;
  let target: ImageTarget | undefined;
  if (words.environment !== undefined) {
    const here = findHelmfile(cwd, file);
    // Typed beside the project as well as in it.
    const found = here.ok ? here : findHelmfile(plan.value.request.context, file);
    if (!found.ok) return found;
    const asked = await imageTarget(found.value, words.environment, helmfileOptions, words.release);
    if (!asked.ok) return asked;
    target = asked.value;
  }
  const repository = words.image ?? target?.repository ?? plan.value.name;
  const reference = `${repository}:${plan.value.content.tag}`;
  return ok({ words, plan: plan.value, engine: engine.value, target, repository, reference });
}

async function carryOut(invocation: Invocation, prepared: Prepared): Promise<Result<Done>> {
  const { screen, kubeContext } = invocation;
  const { words, plan, engine, reference, target } = prepared;
  const built = words.force || !(await hasImage(engine, reference));
  if (built) {
    for (const one of engine.passed) screen.say(`passed over: ${one}`);
    screen.say(`building ${reference} with ${engine.name}`);
    const onLine = (line: string) => screen.say(`  ${line}`);
    const request = { ...plan.request, reference };
    const done = await buildImage(engine, request, { draws: screen.interactive, onLine });
    if (!done.ok || isInterrupted()) return done.ok ? fail([]) : done;
  } else screen.say(`${reference} is there already; --force builds it again`);

  const to = words.to ?? clusterOfContext(kubeContext ?? target?.environment.context);
  const loaded = words.load ? to : undefined;
  if (loaded) {
    screen.say(`loading it into ${showCluster(loaded)}`);
    const done = await loadImage(engine, reference, loaded, (line) => screen.say(`  ${line}`));
    if (!done.ok) return done;
  }
  if (target === undefined || !words.write) return ok({ built, loaded, written: undefined });
  const written = await write(invocation, prepared, target);
  if (written.ok) sayNext(invocation, prepared, target, loaded !== undefined);
  return written.ok ? ok({ built, loaded, written: written.value }) : written;
}

async function write(
  { cwd, screen }: Invocation,
  { words, plan, repository }: Prepared,
  target: ImageTarget,
): Promise<Result<Written>> {
  const named = words.values === undefined ? undefined : fromRoot(target.environment.root, cwd, words.values);
  const values = { tag: plan.content.tag, ...(repository !== target.repository && { repository }) };
  const written = await writeImage(target, values, named);
  if (written.ok) {
    const { file, changed } = written.value;
    screen.say(changed ? `wrote the tag into ${file}` : `${file} has the tag already`);
  }
  return written;
}

function sayNext(
  { screen }: Invocation,
  { reference, engine, plan }: Prepared,
  { environment: { name, context } }: ImageTarget,
  loaded: boolean,
): void {
  if (context?.startsWith("kwok-")) screen.say(`${context} runs no container: nothing was loaded`);
  else if (!loaded) {
    if (plan.content.dirty) screen.say("what is in it is not committed: nobody else can build it again");
    screen.say(`the cluster of ${name} takes it from a registry: ${engine.name} push ${reference}`);
  }
  screen.say(`next: chartroom -e ${name} apply`);
}

function asJson(
  { plan, reference, repository, engine }: Prepared,
  { built, loaded, written }: Done,
  diagnostics: readonly Diagnostic[],
): string {
  const { tag, dirty } = plan.content;
  return `${JSON.stringify({
    version: 1,
    image: {
      reference,
      repository,
      tag,
      dirty,
      engine: engine.name,
      built,
      labels: plan.request.labels,
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
