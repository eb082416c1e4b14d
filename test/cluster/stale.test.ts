import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { assert, suite, tempDirectory } from "../harness.ts";
import { removeStale } from "./real.ts";

const test = suite("real cluster: folders whose makers are gone");

test("a folder is removed when its maker is gone, not while it is being made or lives", () => {
  const tmp = tempDirectory();
  const before = process.env.TMPDIR;
  process.env.TMPDIR = tmp;
  try {
    const gone = 999_999_999; // above the largest number of a process
    const folder = (name: string, owner?: string) => {
      mkdirSync(path.join(tmp, name));
      if (owner !== undefined) writeFileSync(path.join(tmp, name, "owner"), owner);
      return path.join(tmp, name);
    };
    const stays = [
      folder(`chartroom-cluster-${process.pid}`, `${process.pid}`),
      folder(`.chartroom-cluster-kept.${process.pid}`),
      folder("another"),
    ];
    const goes = [folder(`chartroom-cluster-${gone}`, `${gone}`), folder(`.chartroom-cluster-kept.${gone}`)];
    removeStale();
    assert.equal(
      stays.filter((one) => !existsSync(one)),
      [],
    );
    assert.equal(
      goes.filter((one) => existsSync(one)),
      [],
    );
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
});
