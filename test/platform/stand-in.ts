import http, { type IncomingMessage, type ServerResponse } from "node:http";
import http2 from "node:http2";
import net from "node:net";
import process from "node:process";
import { WebSocketServer } from "ws";

// What answers for the simulated pods: every address of theirs is this machine. Usage: node stand-in.ts PORT
// HTTP/1.1, websockets and HTTP/2 without TLS on one port, as Bandit does it.

/** What the stand-in says of a request. */
export interface Answer {
  /** "1.1" or "2.0": what the gateway spoke to the pod. */
  readonly version: string;
  readonly path: string;
  readonly host: string;
  /** X-Forwarded-Proto. */
  readonly proto: string;
  /** The address of the pod that was asked. */
  readonly pod: string;
}

const PREFACE = "PRI * HTTP/2.0";

/** Listens on every address. */
export function serveAsPods(port: number): void {
  const one = http.createServer(answer);
  const two = http2.createServer((request, response) =>
    answer(request as unknown as IncomingMessage, response as unknown as ServerResponse),
  );
  const sockets = new WebSocketServer({ noServer: true });
  sockets.on("connection", (socket, request) =>
    socket.on("message", (message) => socket.send(`${request.url} says ${String(message)}`)),
  );
  one.on("upgrade", (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (client) => sockets.emit("connection", client, request)),
  );
  net
    .createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", (first: Buffer) => {
        socket.pause();
        socket.unshift(first);
        const isTwo = first.toString("latin1").startsWith(PREFACE);
        (isTwo ? two : one).emit("connection", socket);
        if (!isTwo) socket.resume(); // HTTP/2 takes by itself what was read already
      });
    })
    .listen(port, "0.0.0.0");
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const said: Answer = {
    version: request.httpVersion,
    path: request.url ?? "",
    host: String(request.headers[":authority"] ?? request.headers.host ?? ""),
    proto: String(request.headers["x-forwarded-proto"] ?? ""),
    pod: request.socket.localAddress ?? "",
  };
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(said));
}

if (process.argv[1] === import.meta.filename) serveAsPods(Number(process.argv[2]));
