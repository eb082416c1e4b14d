import http from "node:http";
import http2 from "node:http2";
import https from "node:https";
import tls from "node:tls";
import { type ClientOptions, WebSocket } from "ws";
import type { Answer } from "./stand-in.ts";

/** A gateway's addresses as one who asks sees them: it listens on 127.0.0.1, and names lead there. */
export interface Edge {
  readonly http: number;
  readonly https: number;
  /** PEM of the authority that is trusted; nobody else is. */
  readonly ca: string;
}

const TIMEOUT_MS = 30_000;

/** GET over HTTP/1.1 and TLS; the certificate must be for the host. Throws with the status where it is not 200. */
export function get({ https: port, ca }: Edge, host: string, path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = {
      host: "127.0.0.1",
      port,
      servername: host,
      ca,
      path,
      headers: { host },
      agent: false,
    } as const;
    const request = https.get({ ...options, timeout: TIMEOUT_MS }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => settle(response.statusCode ?? 0, text, resolve, reject));
      response.on("error", reject);
    });
    request.on("timeout", () => request.destroy(new Error("no answer")));
    request.on("error", reject);
  });
}

/** GET over HTTP/2 and TLS, agreed on by ALPN. */
export function getByHttp2({ https: port, ca }: Edge, host: string, path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const createConnection = () =>
      tls.connect({ host: "127.0.0.1", port, servername: host, ca, ALPNProtocols: ["h2"] });
    const session = http2.connect(`https://${host}`, { createConnection });
    session.on("error", reject);
    const stream = session.request({ ":path": path, ":authority": host });
    let [status, text] = [0, ""];
    stream.on("response", (headers) => {
      status = Number(headers[":status"]);
    });
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    stream.setTimeout(TIMEOUT_MS, () => stream.destroy(new Error("no answer")));
    stream.on("error", reject);
    stream.on("end", () => {
      session.close();
      settle(status, text, resolve, reject);
    });
    stream.end();
  });
}

/** Opens a websocket over TLS, says a word and returns what comes back. */
export function say({ https: port, ca }: Edge, host: string, path: string, word: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options: ClientOptions & tls.ConnectionOptions = {
      ca,
      servername: host,
      headers: { host },
      handshakeTimeout: TIMEOUT_MS,
    };
    const socket = new WebSocket(`wss://127.0.0.1:${port}${path}`, options);
    socket.on("open", () => socket.send(word));
    socket.on("message", (message) => {
      socket.close();
      resolve(String(message));
    });
    socket.on("error", reject);
  });
}

/** GET without TLS: the status, and where it leads. */
export function plain(
  { http: port }: Edge,
  host: string,
  path: string,
): Promise<{ readonly status: number; readonly location: string }> {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, path, headers: { host }, agent: false, timeout: TIMEOUT_MS };
    http
      .get(options, (response) => {
        response.resume();
        resolve({ status: response.statusCode ?? 0, location: response.headers.location ?? "" });
      })
      .on("error", reject);
  });
}

function settle(
  status: number,
  text: string,
  resolve: (answer: Answer) => void,
  reject: (error: Error) => void,
): void {
  if (status === 200) resolve(JSON.parse(text) as Answer);
  else reject(new Error(`status ${status}: ${text.slice(0, 200)}`));
}
