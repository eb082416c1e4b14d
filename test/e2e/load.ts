import type http from "node:http";
import type process from "node:process";

/**
 * Sends requests at an even rate until its stdin ends, then prints what came of them as JSON. The words are URL,
 * REQUESTS_PER_SECOND and PATHS; each connection is new, as those of a load balancer that moves. The function's own text is
 * sent to where it runs, so it uses nothing from outside of it.
 */
function send(node: { http: typeof http; process: typeof process }): void {
  /** No load runs for longer or sends more than this, whatever becomes of who started it. */
  const LIMIT_SECONDS = 300;
  const [url = "", rate = "10", ...paths] = node.process.argv.slice(1);
  const host = node.process.env.LOAD_HOST; // what is asked for, where the address does not say it
  const sent: Promise<void>[] = [];
  const failed: { at: string; path: string; why: string }[] = [];
  const statuses: Record<string, number> = {};

  const options = { timeout: 20_000, headers: host === undefined ? {} : { host } };
  const one = (path: string): Promise<void> => {
    const at = new Date().toISOString();
    return new Promise((resolve) => {
      const failure = (why: string): void => {
        failed.push({ at, path, why });
        resolve();
      };
      const request = node.http.get(`${url}${path}`, { ...options, agent: false }, (answer) => {
        const status = answer.statusCode ?? 0;
        statuses[status] = (statuses[status] ?? 0) + 1;
        let said = "";
        answer.setEncoding("utf8").on("data", (text: string) => {
          said = `${said}${text}`.slice(0, 200);
        });
        answer.on("end", () => (status >= 500 ? failure(`status ${status}: ${said.trim()}`) : resolve()));
        answer.on("error", (error) => failure(`in the middle of the answer: ${error.message}`));
      });
      request.on("timeout", () => request.destroy(new Error("no answer in 20 s")));
      request.on("error", (error) =>
        failure(error.message || (error as NodeJS.ErrnoException).code || "error"),
      );
    });
  };
  const finish = async (): Promise<void> => {
    clearInterval(timer);
    await Promise.all(sent);
    node.process.stdout.write(JSON.stringify({ sent: sent.length, statuses, failed }), () =>
      node.process.exit(0),
    );
  };
  const timer = setInterval(() => {
    const path = paths[sent.length % paths.length] ?? "/";
    sent.push(one(path));
    if (sent.length >= LIMIT_SECONDS * Number(rate)) void finish();
  }, 1000 / Number(rate));
  node.process.stdin.resume().on("end", () => void finish());
}

/** Node's words for a load, wherever that Node is. What compiled this may have written `__name` into it. */
export function loadScript(url: string, rate: number, paths: readonly string[]): string[] {
  const code = `const __name = (one) => one; (${send})({ http: require("node:http"), process })`;
  return ["-e", code, url, String(rate), ...paths];
}
