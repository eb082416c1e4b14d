// What `kubectl port-forward` does, with a port of this machine in the pod's place: node relay.mjs PORT ...
import net from "node:net";

const target = Number(process.argv[2]);
const server = net.createServer((near) => {
  const far = net.connect(target, "127.0.0.1");
  near.pipe(far).pipe(near);
  for (const one of [near, far]) one.on("error", () => one.destroy());
});
server.listen(0, "127.0.0.1", () => {
  console.log(
    `Forwarding from 127.0.0.1:${server.address().port} -> ${process.argv.at(-1)?.replace(/^.*:/, "")}`,
  );
});
