import path from "node:path";
import { type Diagnostic, diagnostic, hasErrors } from "../core/diagnostic.ts";
import { openAnswers } from "../environment/answers.ts";
import { findHelmfile } from "../environment/find.ts";
import { forVersion } from "../environment/model.ts";
import { environmentValues } from "../merge/environment.ts";
import { taintSecrets } from "../render/mask.ts";
import { printRelease } from "../render/print.ts";
import { renderReleases } from "../render/releases.ts";
import { startRenderer } from "../render/start.ts";
import { report } from "../report/report.ts";
import { annotatedValues } from "../validate/environment.ts";
import { openEnvironment } from "../validate/open-environment.ts";
import { annotateReleases } from "../validate/release.ts";
import { runAlone } from "./alone.ts";
import type { Command, ExitCode, Invocation } from "./command.ts";
import { exitCodeOf } from "./findings.ts";
import { writeReleases } from "./render-output.ts";
import { readRenderWords } from "./render-words.ts";

export const command: Command = {
  name: "render",
  async run(invocation) {
    const words = readRenderWords(invocation.args, invocation.environments);
    if (!words.ok) return refuse(invocation, words.error);
    const found = findHelmfile(invocation.cwd, invocation.file);
    if (!found.ok) return refuse(invocation, found.error);
    const { environment: name, releases, phase, output, kubeVersion, noCache, force } = words.value;
    const { layout, repository, revision } = words.value;
    const { helmfileOptions, screen, color } = { ...invocation, color: invocation.screen.color };
    const answers = noCache ? undefined : openAnswers(found.value);
    const read = await openEnvironment({ ...found.value, name, helmfileOptions, answers });
    answers?.settle();
    if (!read.ok) return refuse(invocation, read.error, found.value.root);
    const environment = read.value.value;
    const known = forVersion(environment.releases, kubeVersion);
    const wanted = known.filter((one) => releases.length === 0 || releases.includes(one.name));
    const unknown = releases.filter(
      (one) => !wanted.some((release) => release.name === one && release.installed),
    );
    if (unknown.length > 0) {
      const names = known.filter((one) => one.installed).map((one) => one.name);
      const help = `the releases of ${name}: ${names.join(", ")}`;
      return refuse(
        invocation,
        unknown.map((one) => diagnostic("CR310", `${name} has no release \`${one}\``, { help })),
        found.value.root,
      );
    }
    const { merged } = await environmentValues(environment);
    const annotated = await annotateReleases(environment, merged);
    annotatedValues(environment, merged, annotated); // every secret is remembered before anything is printed
    const renderer = await startRenderer();
    if (!renderer.ok) return refuse(invocation, renderer.error, found.value.root, 3);
    const { rendered, diagnostics } = await renderReleases(wanted, {
      renderer: renderer.value,
      phases: [phase],
      root: environment.root,
      secretsWithheld: environment.secretsWithheld,
      noCache,
    });
    await renderer.value.close();
    taintSecrets(rendered.flatMap((one) => one.manifests));
    const findings = [...read.value.diagnostics, ...diagnostics];
    if (output === undefined) for (const one of rendered) screen.data(printRelease(one));
    else {
      const all = releases.length === 0 && !hasErrors(findings);
      const request = { root: environment.root, directory: path.resolve(invocation.cwd, output), all, force };
      if (layout === undefined)
        findings.push(...writeReleases(invocation, rendered, { ...request, environment: name }));
      else if (!hasErrors(findings)) {
        const { writeLayout } = await import("./render-layout.ts");
        const where = { layout, repository, revision, environment, annotated };
        findings.push(...(await writeLayout(invocation, rendered, { ...request, ...where })));
      }
    }
    if (findings.length > 0)
      screen.say(report(invocation.format, findings, { root: environment.root, color }));
    return hasErrors(findings) ? 1 : 0;
  },
};

/** Findings instead of manifests: on stderr for a person, since stdout is for YAML; a machine asked for them as data. */
function refuse(
  { screen, format, cwd }: Invocation,
  findings: readonly Diagnostic[],
  root = cwd,
  code: ExitCode = 2,
): ExitCode {
  const text = report(format, findings, { root, color: screen.color });
  if (format === "pretty") screen.say(text.trimEnd());
  else screen.data(text);
  return exitCodeOf(findings, code);
}

runAlone(command, import.meta.url);
