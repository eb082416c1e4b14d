// Sends requests at an even rate until its stdin ends, then prints what came of them as JSON.
// Usage: [LOAD_HOST=NAME] node load.js URL REQUESTS_PER_SECOND PATH ... ; NAME is asked for at URL's address; each connection is new, as those of a load balancer that moves.
import http from "node:http";
import process from "node:process";

/** No load runs for longer or sends more than this, whatever becomes of who started it. */
const LIMIT_SECONDS = 300;

const { LOAD_HOST } = process.env;
const headers = LOAD_HOST === undefined ? {} : { host: LOAD_HOST };
const [url = "", rate = "10", ...paths] = process.argv.slice(2);
const sent: Promise<void>[] = [];
const failed: { at: string; path: string; why: string }[] = [];
const statuses: Record<string, number> = {};

const timer = setInterval(() => {
  const path = paths[sent.length % paths.length] ?? "/";
  sent.push(one(path));
  if (sent.length >= LIMIT_SECONDS * Number(rate)) void finish();
}, 1000 / Number(rate));
process.stdin.resume().on("end", () => void finish());

function one(path: string): Promise<void> {
  const at = new Date().toISOString();
  return new Promise((resolve) => {
    const failure = (why: string): void => {
      failed.push({ at, path, why });
      resolve();
    };
    const request = http.get(`${url}${path}`, { agent: false, timeout: 20_000, headers }, (answer) => {
      const status = answer.statusCode ?? 0;
      statuses[status] = (statuses[status] ?? 0) + 1;
      answer.resume();
      answer.on("end", () => (status >= 500 ? failure(`status ${status}`) : resolve()));
      answer.on("error", (error) => failure(`in the middle of the answer: ${error.message}`));
    });
    request.on("timeout", () => request.destroy(new Error("no answer in 20 s")));
    request.on("error", (error) =>
      failure(error.message || (error as NodeJS.ErrnoException).code || "error"),
    );
  });
}

async function finish(): Promise<void> {
  clearInterval(timer);
  await Promise.all(sent);
  process.stdout.write(JSON.stringify({ sent: sent.length, statuses, failed }), () => process.exit(0));
}
