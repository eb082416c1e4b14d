import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { filesInArchive } from "../chart/archive.ts";
import type { ChartAlone } from "../chart/find.ts";
import { digest } from "../copy/tree.ts";
import { diagnostic } from "../core/diagnostic.ts";
import { run } from "../core/exec.ts";
import { writeWhole } from "../core/files.ts";
import { privateDirectory } from "../core/private-directory.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { fileStart } from "../core/source.ts";
import { lastWords } from "./helm-words.ts";
import { packFiles } from "./tar.ts";

/** A chart's archive on disk. */
export interface Packaged {
  readonly chart: ChartAlone;
  /** Absolute path of the .tgz. */
  readonly file: string;
  /** `NAME-VERSION`. */
  readonly stem: string;
  /** SHA-256 of the archive, in hexadecimal. */
  readonly sha256: string;
  /** Chart.yaml as it is in the archive. */
  readonly chartYaml: string;
}

/**
 * Packages a chart with the real `helm package`, which leaves out what .helmignore names and refuses what it must, and
 * packs the same files again so that equal charts give equal bytes: helm writes the time into every entry. The error is
 * CR830.
 */
export async function packageChart(
  helm: string,
  chart: ChartAlone,
  destination: string,
): Promise<Result<Packaged>> {
  const place = mkdtempSync(path.join(privateDirectory().path, "package-"));
  const ran = await run(helm, ["package", chart.path, "--destination", place], {
    env: { KUBECONFIG: "/dev/null" },
  });
  const [made] = readdirSync(place);
  if (ran.code !== 0 || made === undefined) {
    const why = lastWords(ran.stderr);
    return fail([
      diagnostic("CR830", `${chart.shown} cannot be packaged: ${why}`, {
        place: fileStart(path.posix.join(chart.shown, "Chart.yaml")),
        help: `chartroom check ${chart.shown}`,
      }),
    ]);
  }
  const files = filesInArchive(readFileSync(path.join(place, made)));
  const bytes = packFiles(files);
  const file = path.join(destination, made);
  writeWhole(file, bytes);
  const chartYaml =
    files.find(({ name }) => /^[^/]+\/Chart\.yaml$/.test(name))?.content.toString("utf8") ?? "";
  return ok({ chart, file, stem: made.replace(/\.tgz$/, ""), sha256: digest(bytes), chartYaml });
}
