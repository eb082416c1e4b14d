/**
 * Command lines of the pages that their test does not run as they stand, the first that matches: `run`, as what else and
 * with which exit code; or why not at all, and where the same is run.
 */
export interface Exception {
  readonly line: RegExp;
  readonly page?: RegExp;
  /** What bash is given instead. */
  readonly as?: (line: string) => string;
  /** What is done before it, by bash. */
  readonly before?: string;
  readonly code?: number;
  readonly why?: string;
  /** The file that runs it, or a like one. */
  readonly test?: string;
}

const cluster = "needs a cluster with the application in it";

export const exceptions: readonly Exception[] = [
  // Words that chartroom runs, on what a test has.
  {
    line: /^helm upgrade --install /,
    as: (line) => `cd charts && ${line.replace(/^helm upgrade --install/, "helm template")}`,
  },
  {
    line: /--layout flux/,
    before: "git init -q ../deploy && git -C ../deploy remote add origin https://example.com/you/deploy.git",
  },
  { line: /^chartroom copy \.\.\/kit/, before: "rm -rf charts/web" },
  { line: /^chartroom copy vendor/, before: "rm -rf charts/web charts.lock.json" },
  {
    line: /^chartroom copy --update --ref/,
    why: "needs a copy out of a git repository",
    test: "test/team/copies.test.ts",
  },
  { line: /--kit git\+https/, why: "needs that repository", test: "test/copy/kit.test.ts" },
  { line: /^chartroom copy --kit/, as: (line) => `git init -q ../new && cd ../new && rm -rf ./* && ${line}` },
  { line: /\[FOLDER\.\.\.\]/, as: (line) => line.replace(" [FOLDER...]", "") },
  {
    line: /^chartroom copy --(?:check|update)/,
    page: /upgrading/,
    before: "rm -rf charts/web && chartroom copy ../kit/charts/web charts",
  },
  {
    line: /^chartroom init phoenix --yes$/,
    page: /init/,
    as: () => "cd ~/src/shop && chartroom init phoenix --yes --no-mix",
  },
  { line: /^chartroom init phoenix ~/, as: (line) => `${line} --no-mix` },
  {
    line: /^chartroom cert/,
    why: "makes keys and an authority of this machine",
    test: "test/cert/verb.test.ts",
  },
  {
    line: /^chartroom -e local cert/,
    why: "makes keys and an authority of this machine",
    test: "test/integration/cert.test.ts",
  },
  { line: /^chartroom init phoenix$/, why: "asks, on a terminal", test: "test/init/terminal.test.ts" },
  { line: /^chartroom observe /, why: cluster, test: "test/integration/observe.test.ts" },
  { line: /^chartroom run /, why: cluster, test: "test/integration/run.test.ts" },
  {
    line: /^chartroom (?:-e \w+ )?image (?:build|load)/,
    why: "needs an engine for images",
    test: "test/image/verb.test.ts",
  },
  { line: /^chartroom .*(?:apply|plan)$/, why: cluster, test: "test/integration/release.test.ts" },
  { line: /^chartroom -e staging secrets edit$/, why: "opens an editor", test: "test/secrets/edit.test.ts" },
  { line: /^chartroom copy git\+https/, why: "needs that repository", test: "test/copy/copy.test.ts" },
  {
    line: /^chartroom package .*--push/,
    why: "needs a registry, and gpg with the key",
    test: "test/package/package.test.ts",
  },
  { line: /^chartroom doctor$/, why: "says what this machine has", test: "test/tools/doctor.test.ts" },
  // What other programs do.
  {
    line: /^(?:npm|node --import tsx test\/cluster\/main)/,
    why: "is what runs the tests, or takes longer than all of them",
  },
  { line: /^docker compose up/, why: "needs Docker", test: "test/images/main.ts" },
  { line: /^git revert COMMIT$/, why: "a commit of the reader's", test: "test/e2e/scenarios/10-rollback.ts" },
  { line: /^kubectl apply -n shop -f out/, why: cluster, test: "test/integration/cli.test.ts" },
  // Which line, in which state of the release: on-node.ts. cluster-lines.test.ts holds that none is left out.
  { line: /^(?:kubectl|helm -n \$NS|pg_restore)/, why: cluster, test: "test/e2e/scenarios/18-runbooks.ts" },
];
