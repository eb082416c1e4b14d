import { type ChoiceName, choicesOf, type OwnChoices, problems } from "../init/choices.ts";
import type { Decided } from "../init/plan.ts";
import type { Clustering, Project } from "../init/project.ts";
import type { InitRecord } from "../init/write/record.ts";
import type { Screen } from "../report/screen.ts";
import type { Invocation } from "./command.ts";
import type { InitWords } from "./init-words.ts";
import { openQuestions, type Questions } from "./question.ts";

const QUESTIONS: Readonly<Record<ChoiceName | "environment", string>> = {
  environment: "name of the environment",
  context: "its context of your kubeconfig",
  namespace: "its namespace",
  host: "its host name",
  image: "the image, without a tag",
  port: "the port that the release listens on",
  clustering: "clustering: none, dns, dns-srv or kubernetes",
};

/** Asks for what no flag and no run before has said; undefined where the answers end before the questions. */
export async function askChoices(
  { screen }: Invocation,
  project: Project,
  decided: Decided,
  words: InitWords,
  recorded: InitRecord,
): Promise<Decided | undefined> {
  const added = (name: string) => !recorded.environments.some((one) => one.name === name);
  if (!decided.environments.some(({ name }) => added(name))) return decided;
  screen.say("to be chosen; Enter takes what stands in brackets");
  const questions = openQuestions();
  try {
    const environments: OwnChoices[] = [];
    let { shared } = decided;
    for (const own of decided.environments) {
      if (!added(own.name)) {
        environments.push(own);
        continue;
      }
      const ask = (choice: ChoiceName | "environment", fallback: string) =>
        answer(questions, screen, choice, fallback);
      const name = words.environments.length > 0 ? own.name : await ask("environment", own.name);
      const named: OwnChoices = { ...own, name };
      const fallback = choicesOf(project, shared, [named], named);
      environments.push({
        name,
        context: own.context ?? (await ask("context", fallback.context)),
        namespace: own.namespace ?? (await ask("namespace", fallback.namespace)),
        host: own.host ?? (await ask("host", fallback.host)),
      });
      shared = {
        image: shared.image ?? (await ask("image", fallback.image)),
        port: shared.port ?? Number(await ask("port", String(fallback.port))),
        clustering: shared.clustering ?? ((await ask("clustering", fallback.clustering)) as Clustering),
      };
    }
    return { ...decided, shared, environments };
  } catch (thrown) {
    if (thrown !== ENDED) throw thrown;
    screen.say("\nnothing was changed");
    return undefined;
  } finally {
    questions.close();
  }
}

const ENDED = Symbol("the input ended");

/** Asks until the answer is one. */
async function answer(
  questions: Questions,
  screen: Screen,
  choice: ChoiceName | "environment",
  fallback: string,
): Promise<string> {
  for (;;) {
    const typed = await questions.ask(`  ${QUESTIONS[choice]} [${fallback}]: `);
    if (typed === undefined) throw ENDED;
    const value = typed || fallback;
    const problem = problems[choice](value);
    if (problem === undefined) return value;
    screen.say(`    not \`${value}\`: it ${problem}`);
  }
}
