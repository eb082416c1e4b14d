import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { dockerignore } from "../../scripts/image/dockerignore.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import type { Docker } from "./dockerd.ts";

/** Files of a context, among them what a sloppy reader of patterns gets wrong. */
const FILES = [
  "a.md",
  "b.txt",
  "c++",
  "cxx",
  ".env",
  "keep.log",
  "x.log",
  "deps/a/b.txt",
  "deps/keep/b.txt",
  "lib/deps/a.txt",
  "lib/a.md",
  "lib/x.log",
  "lib/deep/er/x.log",
  "secret1.txt",
  "secret12.txt",
  "one/two/b/c.txt",
  "one/b/c.txt",
  "one/two/three/b/c.txt",
  "[x].txt",
  "x.txt",
  "y.txt",
  "white space/a.txt",
];

/** .dockerignore texts; each is read by docker and by us. */
const TEXTS = [
  "deps",
  "/deps/",
  "./deps",
  "lib/../deps",
  "deps/*",
  "*",
  "*\n!lib",
  "*\n!lib/a.md",
  "**\n!keep.log",
  "**/*.log\n!keep.log",
  "*.log",
  "**/deps",
  "deps\n!deps/keep",
  "!deps\ndeps",
  "secret?.txt",
  "one/*/b",
  "one/**/b",
  "**/b/**",
  "[xy].txt",
  "[!x].txt",
  "[^x].txt",
  "\\[x].txt",
  "c++",
  "# deps\n  deps  \n\n#",
  " # deps",
  "*.md\nlib/*.md\n!lib/a.md",
  "white space",
  "lib/deep/\n!lib/deep/er",
  ".*",
  "**/.env",
  "lib/**",
  "!",
  "\uFEFFdeps",
  "deps\r\nlib\r\n",
];

/** What the tag leaves out is what docker leaves out: each text in a context of its own, copied into an image. */
export function ignoredSuite(docker: Docker): void {
  const test = suite("images: .dockerignore is read as docker reads it");

  test(`${TEXTS.length} texts, ${FILES.length} files`, async () => {
    const differences: string[] = [];
    let left = 0;
    for (const [at, text] of TEXTS.entries()) {
      const context = tempDirectory();
      for (const file of FILES) {
        mkdirSync(path.dirname(path.join(context, file)), { recursive: true });
        writeFileSync(path.join(context, file), "");
      }
      const dockerfile = path.join(tempDirectory(), "Dockerfile");
      writeFileSync(path.join(context, ".dockerignore"), text);
      writeFileSync(dockerfile, "FROM scratch\nCOPY . /\n");
      const target = path.join(tempDirectory(), "out");
      const ran = await docker.docker([
        "build",
        "--quiet",
        "--output",
        target,
        "--file",
        dockerfile,
        context,
      ]);
      const taken =
        ran.code === 0 ? (await list(target)).filter((file) => file !== ".dockerignore") : undefined;
      const ignores = dockerignore(text);
      const ours = FILES.filter((file) => !ignores(file)).sort();
      left += FILES.length - ours.length;
      // A text that docker refuses stops the build, and no tag is made of it.
      if (taken && JSON.stringify(taken) !== JSON.stringify(ours))
        differences.push(`${at} ${JSON.stringify(text)}: docker ${taken.join(" ")} | ours ${ours.join(" ")}`);
    }
    assert.equal(differences, []);
    assert.ok(left > 100, `${left} files were left out in all`);
  });
}

async function list(folder: string): Promise<string[]> {
  const { filesBelow } = await import("../../scripts/core/files.ts");
  try {
    return filesBelow(folder);
  } catch {
    return []; // nothing was copied
  }
}
