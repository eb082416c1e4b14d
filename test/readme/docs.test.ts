import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { commands } from "../../scripts/commands/index.ts";
import { codes } from "../../scripts/core/codes.ts";
import { assert, suite } from "../harness.ts";
import { projectRoot } from "../rig.ts";
import { pages } from "./pages.ts";

const test = suite("docs: nothing is missing, and no link is dead");

const read = (page: string) => readFileSync(path.join(projectRoot, page), "utf8");
const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```/gm, "").replace(/`[^`\n]*`/g, "");

/** The anchors that GitHub makes of a page's headings. */
function anchors(page: string): Set<string> {
  const found = new Set<string>();
  for (const [, title = ""] of read(page)
    .replace(/^```[\s\S]*?^```/gm, "")
    .matchAll(/^#{1,6} (.+)$/gm)) {
    const slug = title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-");
    let one = slug;
    for (let again = 1; found.has(one); again += 1) one = `${slug}-${again}`;
    found.add(one);
  }
  return found;
}

/** The links of a text that lead nowhere, as seen from its page. */
function dead(page: string, text = read(page)): string[] {
  return [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = ""]) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [file = "", anchor] = link.split("#");
    const target = file === "" ? page : path.posix.join(path.posix.dirname(page), file);
    if (!existsSync(path.join(projectRoot, target))) return [`${page}: ${link}`];
    return anchor === undefined || anchors(target).has(anchor) ? [] : [`${page}: ${link}`];
  });
}

test("every link leads to a file, and to a heading in it", () => {
  assert.equal(
    pages.flatMap((page) => dead(page)),
    [],
  );
  const planted =
    "[a](docs/nothing.md) [b](docs/copy.md#nothing) [c](docs/copy.md) [d](#the-verbs) [e](https://x)";
  assert.equal(dead("README.md", planted), ["README.md: docs/nothing.md", "README.md: docs/copy.md#nothing"]);
});

test("docs/README.md leads to every page, and the README to it", () => {
  const index = read("docs/README.md");
  const linked = [...index.matchAll(/\]\(([^)#]+)\)/g)].map((one) =>
    path.posix.join("docs", one[1] as string),
  );
  const wanted = pages.filter(
    (page) => !page.startsWith("docs/runbooks/") && !["docs/README.md", "README.md"].includes(page),
  );
  assert.equal(
    [...wanted, "docs/runbooks", "README.md"].filter((page) => !linked.includes(page)),
    [],
  );
  assert.match(read("README.md"), "](docs/README.md)");
});

test("every verb is in the README's table and has its help, whole, in docs/verbs.md", async () => {
  const table = read("README.md").split("## The verbs")[1]?.split("\n## ")[0] ?? "";
  const named = [...table.matchAll(/^\| ([^|]+) \|/gm)].flatMap((row) =>
    [...(row[1] as string).matchAll(/`(\w+)/g)].map((one) => one[1]),
  );
  const page = read("docs/verbs.md");
  for (const [verb, { help }] of Object.entries(commands)) {
    assert.ok(named.includes(verb), `the README's table lacks ${verb}`);
    assert.ok(page.includes(`\n## ${verb}\n`), `docs/verbs.md lacks ${verb}`);
    assert.ok(
      page.includes(`\n${(await help()).help.trimEnd()}\n`),
      `docs/verbs.md has another help of ${verb}`,
    );
  }
});

test("every code is in docs/codes.md", () => {
  const told = [...read("docs/codes.md").matchAll(/^## (CR\d{3}): /gm)].map((one) => one[1]);
  assert.equal(told, Object.keys(codes).sort());
});

test("docs/upgrading.md has a section for each version", () => {
  const released = [...read("CHANGELOG.md").matchAll(/^## (\d\S*)/gm)].map((one) => one[1] as string);
  const versions = new Set([...released, JSON.parse(read("package.json")).version as string]);
  const told = [...read("docs/upgrading.md").matchAll(/^## (\d\S*)/gm)].map((one) => one[1]);
  assert.equal([...told].sort(), [...versions].sort());
});
