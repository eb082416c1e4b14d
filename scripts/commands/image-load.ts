import { diagnostic } from "../core/diagnostic.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { findHelmfile } from "../environment/find.ts";
import { hasImage } from "../image/build.ts";
import { findEngine } from "../image/engine.ts";
import { clusterOfContext, type LocalCluster, loadImage, showCluster } from "../image/load.ts";
import { imageTarget } from "../image/target.ts";
import type { ExitCode, Invocation } from "./command.ts";
import { refuse } from "./image-build.ts";
import { type ImageWords, readImageWords } from "./image-words.ts";

/** `chartroom image load`: what was built, or what the environment names, into a local cluster. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { screen } = invocation;
  const words = readImageWords("load", invocation);
  const asked = words.ok ? await whatAndWhere(invocation, words.value) : words;
  if (!words.ok || !asked.ok) return refuse(invocation, asked.ok ? [] : asked.error);
  const { reference, to } = asked.value;
  const engine = await findEngine(words.value.engine);
  if (!engine.ok) return refuse(invocation, engine.error);
  if (!(await hasImage(engine.value, reference))) {
    return refuse(invocation, [
      diagnostic("CR728", `${engine.value.name} has no image ${reference}`, {
        help: "chartroom image build",
      }),
    ]);
  }
  screen.say(`loading ${reference} from ${engine.value.name} into ${showCluster(to)}`);
  const loaded = await loadImage(engine.value, reference, to, (line) => screen.say(`  ${line}`));
  if (!loaded.ok) return refuse(invocation, loaded.error);
  if (invocation.format === "json")
    screen.data(
      `${JSON.stringify({ version: 1, image: { reference, engine: engine.value.name, loaded: to }, diagnostics: [] })}\n`,
    );
  else screen.data(`${reference}\n`);
  return 0;
}

async function whatAndWhere(
  { cwd, file, helmfileOptions, kubeContext }: Invocation,
  { environment, release, word, to, image }: ImageWords,
): Promise<Result<{ reference: string; to: LocalCluster }>> {
  const wrong = (message: string) =>
    fail([
      diagnostic("CR001", message, {
        help: "chartroom -e local image load, or chartroom image load IMAGE --to minikube",
      }),
    ]);
  if (environment === undefined) {
    const where = to ?? clusterOfContext(kubeContext);
    if (word === undefined) return wrong("`image load` needs an environment, or an image");
    return where === undefined
      ? wrong("`image load` needs an environment, or --to")
      : ok({ reference: word, to: where });
  }
  const found = findHelmfile(cwd, file);
  if (!found.ok) return found;
  const target = await imageTarget(found.value, environment, helmfileOptions, release);
  if (!target.ok) return target;
  const { context } = target.value.environment;
  const where = to ?? clusterOfContext(kubeContext ?? context);
  if (where === undefined)
    return wrong(
      `the cluster of ${environment} (context ${context ?? "of your kubeconfig"}) is not one of this machine: push the image, or name the cluster with --to`,
    );
  const { tag } = target.value;
  const repository = image ?? target.value.repository;
  if (word !== undefined) return ok({ reference: word, to: where });
  return repository === undefined || tag === undefined
    ? wrong(`${environment} names no image with a tag`)
    : ok({ reference: `${repository}:${tag}`, to: where });
}
