import type { BeamPod } from "../observe/pod.ts";
import type { Invocation } from "./command.ts";
import { canAsk, openQuestions } from "./question.ts";

/** The pod to look into: the only one, or the one that is chosen on a terminal, else the first; undefined: none was chosen. */
export async function choosePod(
  { screen }: Invocation,
  pods: readonly BeamPod[],
): Promise<BeamPod | undefined> {
  const [first] = pods;
  if (pods.length < 2 || first === undefined) return first;
  const names = pods.map(({ name, ready }) => `${name}${ready ? "" : " (not ready)"}`);
  if (!canAsk(screen)) {
    screen.say(
      `${pods.length} pods run, ${first.name} is taken: --pod NAME names another (${names.slice(1).join(", ")})`,
    );
    return first;
  }
  names.forEach((name, at) => {
    screen.say(`  ${at + 1}  ${name}`);
  });
  const questions = openQuestions();
  try {
    for (;;) {
      const answer = await questions.ask(`which pod? [1-${pods.length}, 1]: `);
      if (answer === undefined) return undefined;
      const chosen =
        answer === "" ? first : (pods[Number(answer) - 1] ?? pods.find(({ name }) => name === answer));
      if (chosen) return chosen;
    }
  } finally {
    questions.close();
  }
}
