import { advise } from "./advise.ts";
import type { ChartCopies, ChartCopy } from "./charts.ts";
import { choicesOf, type OwnChoices, type Shared } from "./choices.ts";
import { generate } from "./generate.ts";
import type { Advice, Choices, Generated, Project } from "./project.ts";
import type { Stated } from "./read/read.ts";
import { otherHelmfile, unsupported } from "./unsupported.ts";
import { type Comparison, compare, type Edited } from "./write/compare.ts";
import { type InitRecord, recordText } from "./write/record.ts";
import { touches } from "./write/write.ts";

/** What was decided, by flags, answers and the record of the run before. */
export interface Decided {
  readonly stated: Stated;
  readonly shared: Shared;
  readonly environments: readonly OwnChoices[];
}

/** All that a run of init would do; nothing is done yet. */
export interface InitPlan extends Comparison {
  readonly project: Project;
  /** Of each environment, in the order they were added. */
  readonly choices: readonly Choices[];
  readonly charts: readonly ChartCopy[];
  readonly advice: readonly Advice[];
  /** The record's new text; undefined where it is there as it should be. */
  readonly record: string | undefined;
}

/** Decides what is to be written below `root`, and holds it against what is there. */
export function planInit(
  root: string,
  project: Project,
  decided: Decided,
  recorded: InitRecord,
  { charts, findings }: ChartCopies,
  { edited, version }: { readonly edited: Edited; readonly version: string },
): InitPlan {
  const choices = decided.environments.map((own) =>
    choicesOf(project, decided.shared, decided.environments, own),
  );
  const compared = compare(root, wanted(project, choices), recorded.files, edited);
  const [first] = choices as [Choices, ...Choices[]];
  const record: InitRecord = {
    chartroom: recorded.chartroom,
    stated: decided.stated,
    shared: { image: first.image, port: first.port, clustering: first.clustering },
    environments: choices.map(({ environment, context, namespace, host }) => ({
      name: environment,
      context,
      namespace,
      host,
    })),
    files: compared.files,
  };
  // The version alone is no reason to write: a newer chartroom that writes the same changes nothing.
  const same = recordText(record) === recordText(recorded);
  return {
    ...compared,
    findings: [
      ...compared.findings,
      ...findings,
      ...unsupported(project, first.environment),
      ...otherHelmfile(project, first.environment),
    ],
    charts,
    project,
    choices,
    advice: advise(afterwards(project, compared), first),
    record: same ? undefined : recordText({ ...record, chartroom: version }),
  };
}

/** The project as it is once the changes are made, so that nothing is told about a file that is about to be replaced. */
function afterwards(project: Project, { changes }: Comparison): Project {
  const written = changes.filter(touches).map((one) => [one.path, one.after] as const);
  return { ...project, texts: new Map([...project.texts, ...written]) };
}

/** Each file once: those that all environments share come out the same for each. */
function wanted(project: Project, choices: readonly Choices[]): readonly Generated[] {
  const files = choices.flatMap((own) => generate(project, own));
  return [...new Map(files.map((one) => [one.path, one])).values()];
}
