// Renders releases whose values are known: what is left of `render` without asking helmfile. Its file of requests is
// written before anything is timed; it runs on the built JavaScript, as the command does.
import { writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { readEnvironment } from "../../scripts/environment/read.ts";
import type { RenderRequest } from "../../scripts/render/model.ts";
import { toolsDirectory } from "../../scripts/tools/cached.ts";
import { projectRoot } from "../rig.ts";
import type { Program } from "./measure.ts";
import { type BenchRepository, keyVariables } from "./repository.ts";

const SOURCE = `
import { readFileSync } from "node:fs";
import { startRenderer } from ${JSON.stringify(path.join(projectRoot, "dist/scripts/render/start.js"))};
const renderer = await startRenderer();
if (!renderer.ok) process.exit(3);
const requests = JSON.parse(readFileSync(process.argv[2], "utf8"));
const answers = await Promise.all(requests.map((one) => renderer.value.render(one)));
await renderer.value.close();
if (answers.some((one) => !one.ok)) process.exit(1);
process.stdout.write(answers.map((one) => one.text).join("---\\n"));
`;

/** A program that renders one environment's releases, values given. The repository's secrets are made up for the run. */
export async function rendersAlone(repository: BenchRepository): Promise<Program> {
  const { root, environments } = repository;
  const [name = ""] = environments;
  const read = await readEnvironment({
    root,
    helmfile: path.join(root, "helmfile.d"),
    name,
    env: keyVariables(repository),
  });
  if (!read.ok) throw new Error(read.error.map((one) => one.message).join("; "));
  const requests = read.value.value.releases.map(
    (one): RenderRequest => ({
      chartPath: one.chartPath ?? "",
      releaseName: one.name,
      namespace: one.namespace,
      values: one.values,
      phase: "install",
    }),
  );
  const [program, file] = [
    path.join(root, ".keys", "renders.mjs"),
    path.join(root, ".keys", "requests.json"),
  ];
  writeFileSync(program, SOURCE);
  writeFileSync(file, JSON.stringify(requests), { mode: 0o600 });
  return {
    command: process.execPath,
    args: [program, file],
    cwd: root,
    env: { CHARTROOM_TOOLS: toolsDirectory() },
  };
}
