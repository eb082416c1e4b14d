import { readObserveWords } from "../../scripts/commands/observe-words.ts";
import type { BeamPod } from "../../scripts/observe/pod.ts";
import { beamContainer, distributionPort } from "../../scripts/observe/variables.ts";
import { execWords } from "../../scripts/observe/via.ts";
import { assert, suite } from "../harness.ts";

const test = suite("observe: words, and what tells a BEAM release");

test("wrong words are CR001", () => {
  const read = (line: string, environments = ["staging"]) => {
    const words = readObserveWords({ args: line.split(" ").filter(Boolean), environments });
    return words.ok ? "ok" : words.error[0]?.message;
  };
  assert.match(String(read("", [])), /observe needs an environment/);
  assert.match(String(read("", ["a", "b"])), /one environment at a time/);
  assert.match(String(read("--via web")), /--via is one of observer, cli, shell, exec, not web/);
  assert.match(String(read("--node shop")), /--node is NAME@ADDRESS/);
  assert.match(String(read("--node a@b;ls")), /--node is NAME@ADDRESS/);
  for (const port of ["0", "70000", "x"]) assert.match(String(read(`--port ${port}`)), /--port is a port/);
  assert.match(String(read("here")), /Unexpected argument/);
  assert.is(read("--via cli --pod a --release b --node a@10.0.0.1 --port 4370 --print"), "ok");
});

test("a container is a BEAM release's by its variables or its port", () => {
  const telling = { name: "web", env: [{ name: "RELEASE_NODE", value: "x" }] };
  const port = {
    name: "app",
    ports: [
      { name: "http", containerPort: 80 },
      { name: "tcp-dist", containerPort: 4370 },
    ],
  };
  const other = {
    name: "proxy",
    ports: [{ name: "distant", containerPort: 1 }],
    env: [{ name: "RELEASE", value: "x" }],
  };
  assert.is(beamContainer({ containers: [other, telling] }), telling);
  assert.is(beamContainer({ containers: [other, port] }), port);
  assert.is(beamContainer({ containers: [other] }), undefined);
  assert.equal([distributionPort(port), distributionPort(other)], [4370, undefined]);
});

test("the release's own shell is looked for beside the program that serves", () => {
  const pod = (container: object) => ({ name: "p", container }) as unknown as BeamPod;
  const last = (container: object) => execWords(pod(container)).at(-1);
  assert.match(String(last({ name: "web", command: ["/srv/shop/bin/server"] })), / \/srv\/shop\/bin\/\* /);
  assert.match(String(last({ name: "web" })), / \/app\/bin\/\* /);
});
