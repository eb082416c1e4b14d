import { existsSync } from "node:fs";
import path from "node:path";
import { assert, suite } from "../harness.ts";
import { projectRoot } from "../rig.ts";
import { type ClusterLine, clusterLines, filled } from "./cluster-lines.ts";
import { chapters, notTyped, onNode, rowOf, type Typed } from "./on-node.ts";
import { pages } from "./pages.ts";

const test = suite("docs: every line for a cluster is typed on the real node, or has a reason");

const all = pages.flatMap((page) => clusterLines(page));
const said = ({ page, line }: ClusterLine) => `${page}: ${line}`;
const typed = (one: ClusterLine) => chapters.some((chapter) => rowOf(chapter, one) !== undefined);
const excused = ({ line }: ClusterLine) => notTyped.some((one) => one.line.test(line));

test("a line is typed in a chapter of e2e's scenario 18, or stands in the list with its own reason, never both", () => {
  const neither = (lines: readonly ClusterLine[]) =>
    lines.filter((one) => !typed(one) && !excused(one)).map(said);
  assert.equal(neither(all), []);
  assert.equal(all.filter((one) => typed(one) && excused(one)).map(said), []);
  const text = "    kubectl drain node\n\nOr `kubectl cordon node`.\n";
  assert.equal(neither(clusterLines("x.md", text)), [
    "x.md: kubectl drain node",
    "x.md: kubectl cordon node",
  ]);
});

test("each row and each reason is of a line that is there, and the test that it names as well", () => {
  const rows = new Set(all.flatMap((one) => chapters.map((chapter) => rowOf(chapter, one))));
  const unused = (chapter: keyof typeof onNode) =>
    (onNode[chapter] as readonly Typed[])
      .filter((one) => !rows.has(one))
      .map(({ line }) => `${chapter}: ${line}`);
  assert.equal(chapters.flatMap(unused), []);
  assert.equal(
    notTyped.filter((reason) => !all.some(({ line }) => reason.line.test(line))).map(({ line }) => `${line}`),
    [],
  );
  assert.equal(
    notTyped.filter((one) => one.test !== undefined && !existsSync(path.join(projectRoot, one.test))),
    [],
  );
});

test("every line of a runbook's block is typed while the application serves", () => {
  const lines = all.filter(({ page, spoken }) => page.startsWith("docs/runbooks/") && !spoken);
  assert.ok(lines.length > 35, String(lines.length));
  assert.equal(lines.filter((one) => rowOf("it serves, not well", one) === undefined).map(said), []);
});

test("lines for a cluster are those of blocks, and those between backticks, with the page's own words", () => {
  const text = [
    "Say `kubectl -n $NS delete pod POD`, or `kubectl` or `rpc 'x'`.",
    "```sh",
    "kubectl -n $NS get pods   # `kubectl no`",
    "```",
    "```yaml",
    "a: `kubectl never`",
    "```",
    "    kubectl get `kubectl never`",
  ].join("\n");
  assert.equal(
    clusterLines("x.md", text).map(({ line, spoken }) => [line, spoken]),
    [
      ["kubectl -n $NS get pods", false],
      ["kubectl get `kubectl never`", false],
      ["kubectl -n $NS delete pod POD", true],
      ["rpc 'x'", true],
    ],
  );
});

test("a placeholder is replaced as a whole word, and one that nobody knows is told", () => {
  const words = { POD: "a-1", APP: "shop", "<name>": "a", "-n shop": "-n ns", App: "Shop" };
  assert.is(
    filled("kubectl -n shop exec POD -- /app/bin/APP rpc 'App.Repo' <name>-0", words),
    "kubectl -n ns exec a-1 -- /app/bin/shop rpc 'Shop.Repo' a-0",
  );
  assert.is(filled("kubectl -n $NS get $NAME", words), "kubectl -n $NS get $NAME");
  assert.throws(() => filled("kubectl get POD OTHER", words), /what is OTHER/);
  assert.throws(() => filled("kubectl get <other>", words), /what is <other>/);
  assert.throws(() => filled("kubectl -n $SPACE get", words), /what is \$SPACE/);
});
