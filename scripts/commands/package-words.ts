import { parseArgs } from "node:util";
import { fail, ok, type Result } from "../core/result.ts";
import { type Step, steps } from "../package/bump.ts";

/** What `package` was asked for. */
export type PackageWords =
  | {
      readonly mode: "package";
      readonly charts: readonly string[];
      readonly destination: string;
      readonly push?: string;
      readonly plainHttp: boolean;
      readonly sign?: string;
    }
  | {
      readonly mode: "bump";
      readonly charts: readonly string[];
      readonly step: Step;
      readonly write: boolean;
      readonly target: string;
    }
  | { readonly mode: "changelog"; readonly charts: readonly string[]; readonly into?: string };

const options = {
  destination: { type: "string", short: "d", default: "." },
  push: { type: "string" },
  "plain-http": { type: "boolean", default: false },
  sign: { type: "string" },
  bump: { type: "string" },
  write: { type: "boolean", default: false },
  since: { type: "string", default: "origin/main" },
  changelog: { type: "boolean", default: false },
  into: { type: "string" },
} as const;

/** The options of each mode. */
const ALLOWED: Readonly<Record<PackageWords["mode"], readonly string[]>> = {
  package: ["destination", "push", "plain-http", "sign"],
  bump: ["bump", "write", "since"],
  changelog: ["changelog", "into"],
};

/** Reads the words behind `package`; the error is one line. */
export function readPackageWords(args: readonly string[]): Result<PackageWords, string> {
  let read: ReturnType<typeof parse>;
  try {
    read = parse(args);
  } catch (error) {
    return fail((error as Error).message.split(". ")[0] as string);
  }
  const { values, positionals: charts, tokens } = read;
  const mode = values.bump !== undefined ? "bump" : values.changelog ? "changelog" : "package";
  const odd = tokens.find((one) => one.kind === "option" && !ALLOWED[mode].includes(one.name));
  if (odd?.kind === "option") return fail(`\`${odd.rawName}\` goes with ${owner(odd.name)}, not here`);
  if (charts.length === 0) return fail("`package` takes charts");
  if (mode === "bump") {
    const step = steps.find((one) => one === values.bump);
    return step
      ? ok({ mode, charts, step, write: values.write, target: values.since })
      : fail(`--bump is one of ${steps.join(", ")}`);
  }
  if (mode === "changelog")
    return ok({ mode, charts, ...(values.into !== undefined && { into: values.into }) });
  const { destination, push, sign, "plain-http": plainHttp } = values;
  if (push !== undefined && !push.startsWith("oci://"))
    return fail("--push takes an OCI registry: oci://HOST/PATH");
  return ok({
    mode,
    charts,
    destination,
    plainHttp,
    ...(push !== undefined && { push }),
    ...(sign !== undefined && { sign }),
  });
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], allowPositionals: true, options, tokens: true });
}

function owner(name: string): string {
  return ALLOWED.bump.includes(name)
    ? "--bump"
    : ALLOWED.changelog.includes(name)
      ? "--changelog"
      : "packaging";
}
