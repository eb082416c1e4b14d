import { noCluster, ownCluster } from "../../integration/sample.ts";
import { change, write } from "../keys.ts";
import { environment, type Planted, planted, values } from "./planted.ts";
import { formats, type Totals, traced } from "./runs.ts";
import { canaries } from "./search.ts";
import { signalRuns } from "./signals.ts";
import { ways } from "./ways.ts";

const e = ["-e", environment];
const helmfile = "helmfile.d/10-releases.yaml.gotmpl";

/**
 * Applies to a cluster of its own: what is allowed to be there (Secrets alone), a hook Job that fails, an API server that
 * refuses an object and repeats a value of it, a hook of helmfile's that prints the secrets, and one that fails. With
 * `moments`, applies are ended too.
 */
export async function clusterRuns(totals: Totals, moments: number): Promise<number> {
  await ownCluster();
  try {
    const place = await planted(ways.slice(0, 2));
    const run = (...words: string[]) => traced(totals, place, [...e, ...words]);
    const expect = async (code: number, ...words: string[]) => {
      const ran = await run(...words);
      if (ran.code !== code) totals.leaks.push(`${words.join(" ")} ended with ${ran.code}: ${ran.stderr}`);
      return ran;
    };
    await expect(0, "plan", "--verbose");
    await expect(0, "apply", "--yes", "--verbose");
    await place.seal(values({ secrets: { ...values().leaky.secrets, cookie: canaries.typed } }));
    for (const format of formats) await expect(0, "plan", "--format", format);
    for (const words of [
      ["diff"],
      ["diff", "--show-secrets"],
      ["status"],
      ["list", "--output", "json"],
      ["template"],
    ])
      await run(...words);
    await expect(0, "sync", "--yes", "--verbose");
    await oneOffs(totals, place, expect);
    await place.seal(values());
    await failures(place, expect);
    const { stale } = await signalRuns(totals, place, {
      moments,
      commands: [
        [...e, "apply", "--yes", "--verbose"],
        [...e, "plan"],
        [...e, "sync", "--yes"],
      ],
    });
    return stale;
  } finally {
    await noCluster();
  }
}

type Expect = (code: number, ...words: string[]) => Promise<unknown>;

/** Commands made of hooks, which read Secrets; some are ended on their way. */
async function oneOffs(totals: Totals, place: Planted, expect: Expect): Promise<void> {
  const run = (...words: string[]) => ["run", ...words];
  for (const format of formats) await expect(0, ...run("--format", format, "migrate"));
  await expect(1, ...run("--via", "exec", "migrate"));
  await expect(0, ...run("--detach", "--", "echo", "hello"));
  await expect(1, ...run("--hook", "no-such-hook", "seed"));
  for (const after of [1500, 3000])
    await traced(totals, place, [...e, "run", "migrate"], { kill: { signal: "SIGINT", after } });
}

async function failures({ root }: Planted, expect: Expect): Promise<void> {
  const file = `environments/${environment}/values.yaml`;
  change(
    root,
    file,
    "  host:",
    `  hooks: { migrate: { podAnnotations: { chartroom.test/exit: "3" } } }\n  host:`,
  );
  for (const format of ["pretty", "json"]) await expect(1, "apply", "--yes", "--verbose", "--format", format);
  change(root, file, /^ {2}hooks: .*\n/m, "");
  await expect(0, "sync", "--yes");

  const prints = `sops decrypt environments/${environment}/secrets.yaml; sops decrypt --output-type json environments/${environment}/secrets.yaml >&2`;
  for (const [code, ending] of [
    [0, ""],
    [1, "; exit 3"],
  ] as const) {
    const hook = `    hooks: [{ events: [presync], showlogs: true, command: sh, args: ["-c", "cd ..; ${prints}${ending}"] }]\n`;
    change(root, helmfile, "    chart: ../charts/leaky\n", `    chart: ../charts/leaky\n${hook}`);
    await expect(code, "sync", "--yes", "--verbose");
    change(root, helmfile, hook, "");
  }

  write(
    root,
    "charts/leaky/templates/refused.yaml",
    "apiVersion: v1\nkind: Secret\nmetadata:\n  name: refused\n  labels: { a: {{ .Values.secrets.password | quote }} }\n",
  );
  for (const format of formats) await expect(1, "sync", "--yes", "--verbose", "--format", format);
  change(root, "charts/leaky/templates/refused.yaml", /[\s\S]*/, "");
}
