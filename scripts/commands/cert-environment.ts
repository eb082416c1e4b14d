import { createHash } from "node:crypto";
import path from "node:path";
import { configDirectory, findAuthority } from "../cert/authority.ts";
import { asHost } from "../cert/host.ts";
import { applySecret, hasSecret, kubectlWords, refuseForeign, type SecretName } from "../cert/secret.ts";
import { couldServeTls, type Wanted, wantedOf } from "../cert/wanted.ts";
import { isInterrupted } from "../core/lifetime.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { findHelmfile } from "../environment/find.ts";
import type { Environment } from "../environment/model.ts";
import { findTarget, type Target } from "../helmfile/target.ts";
import { environmentValues } from "../merge/environment.ts";
import { taintSecrets } from "../render/mask.ts";
import { renderReleases } from "../render/releases.ts";
import { startRenderer } from "../render/start.ts";
import { secretEnvironment } from "../secrets/environment.ts";
import { annotatedValues } from "../validate/environment.ts";
import { openEnvironment } from "../validate/open-environment.ts";
import { annotateReleases } from "../validate/release.ts";
import { asJson, make, refuse } from "./cert-make.ts";
import type { CertWords } from "./cert-words.ts";
import type { ExitCode, Invocation } from "./command.ts";
import { confirm } from "./confirm.ts";
import { sayFindings, stop } from "./findings.ts";

/** `chartroom -e ENVIRONMENT cert`: one certificate for all hosts of an environment, and the Secrets that hold it. */
export async function run(invocation: Invocation, words: CertWords, name: string): Promise<ExitCode> {
  const { screen } = invocation;
  const location = findHelmfile(invocation.cwd, invocation.file);
  if (!location.ok) return stop(invocation, location.error, 2);
  const { root } = location.value;
  const read = await openEnvironment({
    ...location.value,
    name,
    helmfileOptions: invocation.helmfileOptions,
  });
  if (isInterrupted()) return 130;
  if (!read.ok) return stop(invocation, read.error, 2, root);
  const environment = read.value.value;
  const wanted = await whatIsWanted(invocation, environment);
  if (!wanted.ok) return stop(invocation, wanted.error, 1, root);
  const target = words.secret ? await localTarget(invocation, environment) : undefined;
  if (isInterrupted()) return 130;
  if (target?.ok === false) return refuse(invocation, target.error, root);
  const authority = await findAuthority(words.ca);
  if (!authority.ok) return refuse(invocation, authority.error, root);
  const folder = configDirectory("certificates", folderName(environment));
  // A name with a template of the Ingress controller's, or a wildcard in the middle, is no reason to make none at all.
  const hosts = wanted.value.hosts.filter((one) => asHost(one) !== undefined);
  for (const one of wanted.value.hosts.filter((host) => !hosts.includes(host)))
    screen.say(`left out, as no certificate can name it: ${one}`);
  const issued = await make(invocation, words, authority.value, hosts, folder);
  if (isInterrupted()) return 130;
  if (!issued.ok) return refuse(invocation, issued.error, root);
  const secrets = secretsFor(invocation, environment, wanted.value);
  if (invocation.format !== "pretty") screen.data(asJson(issued.value, authority.value, { secrets }));
  if (target === undefined) {
    if (invocation.format !== "pretty") return 0;
    for (const one of secrets) screen.data(`${kubectlWords(one, issued.value)}\n`);
    if (secrets.length > 0) screen.say(`or have it written: chartroom -e ${name} cert --secret`);
    return 0;
  }
  for (const one of secrets) {
    if (await hasSecret(target.value, one, issued.value)) {
      screen.say(`Secret ${one.namespace}/${one.name} has it already`);
      continue;
    }
    const question = `write Secret ${one.namespace}/${one.name} (context ${target.value.context})?`;
    const answered = await confirm(invocation, question);
    if (answered !== undefined) return answered;
    const applied = await applySecret(target.value, one, issued.value, authority.value);
    if (isInterrupted()) return 130;
    if (!applied.ok) return refuse(invocation, applied.error, root);
    screen.say(`wrote Secret ${one.namespace}/${one.name}`);
  }
  return 0;
}

async function whatIsWanted(invocation: Invocation, environment: Environment): Promise<Result<Wanted>> {
  const { merged } = await environmentValues(environment);
  annotatedValues(environment, merged, await annotateReleases(environment, merged)); // every secret is remembered before anything is printed
  const renderer = await startRenderer();
  if (!renderer.ok) return renderer;
  const { rendered, diagnostics } = await renderReleases(environment.releases, {
    renderer: renderer.value,
    phases: ["install"],
    root: environment.root,
    secretsWithheld: environment.secretsWithheld,
  });
  await renderer.value.close();
  taintSecrets(rendered.flatMap((one) => one.manifests));
  // What cannot be rendered has no hosts that are known; `check` tells why.
  if (invocation.format === "pretty") sayFindings(invocation, diagnostics, environment.root);
  return ok(wantedOf(environment.releases, rendered));
}

async function localTarget({ kubeContext }: Invocation, environment: Environment): Promise<Result<Target>> {
  const named = kubeContext ?? environment.context;
  const foreign = named === undefined ? [] : refuseForeign(environment.name, named);
  if (foreign.length > 0) return fail(foreign);
  const target = await findTarget({ environment, kubeContext, env: secretEnvironment(environment.root) });
  if (!target.ok) return target;
  const refused = refuseForeign(environment.name, target.value.context);
  return refused.length > 0 ? fail(refused) : target;
}

/** The Secrets that are read and that nobody makes; where none is read, those that the charts could be told to read. */
function secretsFor({ screen }: Invocation, { releases }: Environment, { secrets }: Wanted): SecretName[] {
  for (const { reader, namespace, name } of secrets.filter((one) => one.byCertManager))
    screen.say(`${reader} reads Secret ${namespace}/${name}, which cert-manager makes: left to it`);
  const own = secrets.filter((one) => !one.byCertManager);
  for (const { reader, namespace, name } of own) screen.say(`${reader} reads Secret ${namespace}/${name}`);
  if (secrets.length > 0) return own;
  const could = couldServeTls(releases);
  if (could.length === 0) {
    screen.say("no Ingress and no Gateway of it reads a TLS Secret");
    return [];
  }
  screen.say("no Ingress and no Gateway of it reads a TLS Secret; one does with these values:");
  for (const { name } of could)
    screen.say(
      `  ${name}:\n    ingress:\n      enabled: true\n      tls:\n        enabled: true\n        secretName: ${name}-tls`,
    );
  return could.map(({ name, namespace }) => ({ namespace, name: `${name}-tls` }));
}

/** Two repositories may both have a `local`. */
function folderName({ root, name }: Environment): string {
  const hash = createHash("sha256").update(root).digest("hex").slice(0, 6);
  return `${path.basename(root)}-${name}-${hash}`;
}
