import process from "node:process";
import { createInterface } from "node:readline/promises";
import { type ChoiceName, choicesOf, type OwnChoices, problems } from "../init/choices.ts";
import type { Decided } from "../init/plan.ts";
import type { Project } from "../init/project.ts";
import type { InitRecord } from "../init/write/record.ts";
import type { Invocation } from "./command.ts";
import type { InitWords } from "./init-words.ts";

const QUESTIONS: Readonly<Record<ChoiceName | "environment", string>> = {
  environment: "name of the environment",
  context: "its context of your kubeconfig",
  namespace: "its namespace",
  host: "its host name",
  image: "the image, without a tag",
  port: "the port that the release listens on",
  clustering: "clustering, none or dns",
};

/** Asks for what no flag and no run before has said; an empty line takes the default. */
export async function askChoices(
  { screen }: Invocation,
  project: Project,
  decided: Decided,
  words: InitWords,
  recorded: InitRecord,
): Promise<Decided> {
  const first = recorded.environments.length === 0;
  if (!first && decided.environments.length === recorded.environments.length) return decided;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  lines.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  const question = async (name: ChoiceName | "environment", fallback: string): Promise<string> => {
    for (;;) {
      const answer = (await lines.question(`${QUESTIONS[name]} [${fallback}]: `)).trim() || fallback;
      const problem = problems[name](answer);
      if (problem === undefined) return answer;
      screen.say(`  this ${problem}`);
    }
  };
  const environments: OwnChoices[] = [];
  let { shared } = decided;
  for (const own of decided.environments) {
    if (recorded.environments.some(({ name }) => name === own.name)) {
      environments.push(own);
      continue;
    }
    const name = words.environments.length > 0 ? own.name : await question("environment", own.name);
    const named: OwnChoices = { ...own, name };
    const fallback = choicesOf(project, shared, [named], named);
    environments.push({
      name,
      context: own.context ?? (await question("context", fallback.context)),
      namespace: own.namespace ?? (await question("namespace", fallback.namespace)),
      host: own.host ?? (await question("host", fallback.host)),
    });
    shared = {
      image: shared.image ?? (await question("image", fallback.image)),
      port: shared.port ?? Number(await question("port", String(fallback.port))),
      clustering:
        shared.clustering ?? ((await question("clustering", fallback.clustering)) as "none" | "dns"),
    };
  }
  lines.close();
  return { ...decided, shared, environments };
}
