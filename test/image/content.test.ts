import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readContent } from "../../scripts/image/content.ts";
import { dockerignore } from "../../scripts/image/dockerignore.ts";
import { publicAddress } from "../../scripts/image/git.ts";
import { labelsOf } from "../../scripts/image/labels.ts";
import { assert, suite, tempDirectory } from "../harness.ts";

const test = suite("image: the tag says what goes into it");

const git = (cwd: string, ...args: string[]) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
    cwd,
    encoding: "utf8",
    env: {
      ...process.env,
      GIT_AUTHOR_DATE: "2026-02-03T04:05:06+02:00",
      GIT_COMMITTER_DATE: "2026-02-03T04:05:06+02:00",
    },
  }).trim();

function write(root: string, files: Record<string, string>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
}

/** A repository with an application in a folder of its own, committed. */
function application(): { root: string; app: string } {
  const root = tempDirectory();
  const app = path.join(root, "apps/shop");
  write(root, {
    "README.md": "# all\n",
    "apps/shop/Dockerfile": "FROM scratch\nCOPY . /\n",
    "apps/shop/.dockerignore": "deploy\n*.md\n",
    "apps/shop/.gitignore": ".env\n_build\n",
    "apps/shop/mix.exs": 'def project, do: [\n  version: "1.4.0",\n]\n',
    "apps/shop/README.md": "# shop\n",
    "apps/shop/deploy/values.yaml": "tag: a\n",
    "apps/shop/lib/shop.ex": "defmodule Shop do end\n",
  });
  git(root, "init", "-q");
  git(root, "add", "-A");
  git(root, "commit", "-qm", "first");
  return { root, app };
}

async function content(app: string, options: Record<string, string> = {}) {
  const read = await readContent(app, path.join(app, "Dockerfile"), options);
  if (!read.ok) throw new Error(read.error[0]?.message);
  return read.value;
}

test("what is committed has git's own tree as its tag, when nothing is left out", async () => {
  const { app, root } = application();
  rmSync(path.join(app, ".dockerignore"));
  git(root, "commit", "-qam", "no .dockerignore");
  const tree = git(root, "rev-parse", "HEAD:apps/shop");
  assert.is((await content(app)).tag, tree.slice(0, 12));
});

test("a file that .dockerignore names, or that lies elsewhere, changes nothing", async () => {
  const { app, root } = application();
  const { tag } = await content(app);
  assert.match(tag, /^[0-9a-f]{12}$/);
  write(root, {
    "README.md": "# other\n",
    "apps/shop/README.md": "#\n",
    "apps/shop/deploy/values.yaml": "tag: b\n",
  });
  assert.is((await content(app)).tag, tag);
  git(root, "commit", "-qam", "second");
  assert.is((await content(app)).tag, tag);
});

test("a change that is not committed is told from the commit, and from every other", async () => {
  const { app, root } = application();
  const { tag } = await content(app);
  const seen = new Set([tag]);
  const changes: (() => void)[] = [
    () => write(app, { "lib/shop.ex": "changed\n" }),
    () => write(app, { "lib/new.ex": "new, not added\n" }),
    () => chmodSync(path.join(app, "lib/new.ex"), 0o755),
    () => rmSync(path.join(app, "mix.exs")),
    () => write(app, { Dockerfile: "FROM scratch\n" }),
  ];
  for (const change of changes) {
    change();
    const now = await content(app);
    assert.match(now.tag, new RegExp(`^${tag}-dirty-[0-9a-f]{12}$`));
    assert.ok(now.dirty && !seen.has(now.tag));
    seen.add(now.tag);
    assert.is((await content(app)).tag, now.tag, "the same files, another tag");
  }
  const dirty = (await content(app)).tag.split("-dirty-")[1];
  git(root, "add", "-A");
  assert.is((await content(app)).tag, `${tag}-dirty-${dirty}`, "git add changes no file");
  git(root, "commit", "-qm", "second");
  assert.is((await content(app)).tag, dirty, "once committed, the tree is the tag");
});

test("neither the index nor the objects of the repository are touched", async () => {
  const { app, root } = application();
  write(app, { "lib/new.ex": "not added\n", "lib/shop.ex": "changed\n" });
  const before = [
    readFileSync(path.join(root, ".git/index")).toString("hex"),
    git(root, "count-objects", "-v"),
  ];
  await content(app);
  assert.equal(
    [readFileSync(path.join(root, ".git/index")).toString("hex"), git(root, "count-objects", "-v")],
    before,
  );
  assert.is(git(root, "status", "--porcelain"), "M apps/shop/lib/shop.ex\n?? apps/shop/lib/new.ex");
});

test("files that git ignores and the engine does not are named, and count", async () => {
  const { app } = application();
  const { tag } = await content(app);
  write(app, { ".env": "A=1\n", "_build/x": "made\n" });
  const now = await content(app);
  assert.equal(now.git?.ignored, [".env", "_build/x"]);
  assert.is.not(now.tag, tag);
  write(app, { ".env": "A=2\n" });
  assert.is.not((await content(app)).tag, now.tag);
});

test("without git, or without a commit, the files themselves are hashed; times do not count", async () => {
  const files = { Dockerfile: "FROM scratch\n", "a/b.txt": "1\n", ".dockerignore": "skip\n", skip: "1\n" };
  const [one, two] = [tempDirectory(), tempDirectory()];
  write(one, files);
  write(two, files);
  const { tag } = await content(one);
  assert.match(tag, /^files-[0-9a-f]{12}$/);
  write(two, { skip: "2\n" });
  git(two, "init", "-q");
  assert.is((await content(two)).tag, tag);
  for (const change of [{ "a/b.txt": "2\n" }, { "a/c.txt": "1\n" }]) {
    write(two, change);
    assert.is.not((await content(two)).tag, tag);
  }
});

test("what else decides the image is part of the tag", async () => {
  const { app } = application();
  const { tag } = await content(app);
  const [a, b] = [
    await content(app, { platform: "linux/amd64" }),
    await content(app, { platform: "linux/arm64" }),
  ];
  assert.match(a.tag, new RegExp(`^${tag}-with-[0-9a-f]{8}$`));
  assert.is.not(a.tag, b.tag);
});

test("the labels say where it came from, and nothing of the machine or of the clock", async () => {
  const { app, root } = application();
  git(root, "remote", "add", "origin", "https://bot:canary-token@git.example.com/you/all.git");
  const revision = git(root, "rev-parse", "HEAD");
  assert.equal(labelsOf(app, await content(app)), {
    "org.opencontainers.image.version": "1.4.0",
    "org.opencontainers.image.revision": revision,
    "org.opencontainers.image.created": "2026-02-03T02:05:06Z",
    "org.opencontainers.image.source": "https://git.example.com/you/all",
  });
  write(app, { "lib/new.ex": "new\n" });
  const dirty = labelsOf(app, await content(app));
  assert.is(dirty["org.opencontainers.image.revision"], `${revision}-dirty`);
  assert.is(dirty["org.opencontainers.image.created"], undefined);
});

test("addresses of remotes lose their user, password and form", () => {
  const all: [string, string | undefined][] = [
    ["git@github.com:you/app.git", "https://github.com/you/app"],
    ["ssh://git@host.example:2222/you/app.git", "https://host.example/you/app"],
    ["https://token@host.example:8443/app", "https://host.example:8443/app"],
    ["/srv/git/app.git", undefined],
    ["../app", undefined],
    ["file:///srv/app", undefined],
  ];
  for (const [remote, address] of all) assert.is(publicAddress(remote), address, remote);
});

test("a .dockerignore: the last pattern that fits decides, `!` takes back, folders take along what is in them", () => {
  const ignores = dockerignore(
    "\uFEFF# comment\n\n/deps/\n**/*.log\n!keep.log\n_build\n!_build/keep\nsecret?.txt\na/*/b\n[xy].md\n./c++\n",
  );
  const out = ["deps/a/b", "x.log", "a/b/x.log", "_build/x", "secret1.txt", "a/x/b/c", "y.md", "c++"];
  const kept = ["keep.log", "_build/keep/x", "lib/deps/a", "secret12.txt", "a/b", "z.md", "#", "a/x/y/b"];
  assert.equal(
    out.filter((file) => !ignores(file)),
    [],
  );
  assert.equal(kept.filter(ignores), []);
});
