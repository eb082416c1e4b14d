import { createServer } from "node:net";
import { clusterPorts } from "../../scripts/cluster/ports.ts";
import { assert, suite } from "../harness.ts";

const test = suite("cluster: ports");

test("each part has one of its own, below those of outgoing connections", async () => {
  const ports = Object.values(await clusterPorts());
  assert.is(new Set(ports).size, 6);
  assert.ok(ports.every((one) => one >= 20_000 && one < 32_000));
});

test("clusters that start together choose others: the numbers are drawn, not counted", async () => {
  const [one, other] = await Promise.all([clusterPorts(), clusterPorts()]);
  assert.not.equal(Object.values(one), Object.values(other));
});

test("one that somebody listens on is left, and so is one that is drawn twice", async () => {
  const server = createServer();
  const busy = await new Promise<number>((resolve) => {
    const listen = (port: number): void => {
      server.once("error", () => listen(port + 1));
      server.listen(port, "127.0.0.1", () => resolve(port));
    };
    listen(25_000);
  });
  try {
    const drawn = [busy, ...[1, 1, 2, 3, 4, 5, 6].map((one) => 26_000 + one)];
    const draws = [...drawn];
    const ports = Object.values(
      await clusterPorts(() => ((draws.shift() ?? 30_000) - 20_000 + 0.5) / 12_000),
    );
    assert.not.ok(ports.includes(busy));
    assert.is(new Set(ports).size, 6);
  } finally {
    server.close();
  }
});
