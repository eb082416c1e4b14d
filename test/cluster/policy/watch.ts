import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import https from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { forLines } from "../../../scripts/core/exec.ts";

interface Item {
  readonly metadata: { readonly uid: string };
}

/** How to reach an API server. */
export interface Api {
  readonly server: string;
  readonly tls: { readonly ca: Buffer; readonly cert: Buffer; readonly key: Buffer };
}

/** The current cluster of a kubeconfig of keys.ts, which are JSON. */
export function apiOf(kubeconfig: string): Api {
  const { clusters, users } = JSON.parse(readFileSync(kubeconfig, "utf8"));
  const decoded = (text: string) => Buffer.from(text, "base64");
  return {
    server: clusters[0].cluster.server,
    tls: {
      ca: decoded(clusters[0].cluster["certificate-authority-data"]),
      cert: decoded(users[0].user["client-certificate-data"]),
      key: decoded(users[0].user["client-key-data"]),
    },
  };
}

/**
 * Follows all objects of a kind: a list, then a watch from there on, and again from the list whenever that ends, as it
 * does when the API server goes away; what was known stays known meanwhile. Never returns.
 */
export async function follow<T extends Item>(
  api: Api,
  path: string,
  onChange: (items: readonly T[]) => void,
): Promise<never> {
  for (;;) {
    try {
      const list = JSON.parse(await textOf(await get(api, path)));
      const items = new Map<string, T>(list.items.map((item: T) => [item.metadata.uid, item]));
      onChange([...items.values()]);
      const from = `resourceVersion=${list.metadata.resourceVersion}`;
      await eachLine(await get(api, `${path}?watch=1&${from}`), (line) => {
        const { type, object } = JSON.parse(line);
        if (type === "ERROR") throw new Error(object.message);
        if (type === "DELETED") items.delete(object.metadata.uid);
        else items.set(object.metadata.uid, object);
        onChange([...items.values()]);
      });
    } catch (error) {
      console.error(`${path}: ${(error as Error).message}`);
    }
    await sleep(250);
  }
}

function get({ server, tls }: Api, path: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    https
      .get(`${server}${path}`, tls, (answer) => {
        if (answer.statusCode === 200) return resolve(answer);
        answer.resume();
        reject(new Error(`status ${answer.statusCode}`));
      })
      .on("error", reject);
  });
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of answer.setEncoding("utf8")) text += part;
  return text;
}

function eachLine(answer: IncomingMessage, onLine: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    forLines(answer, (line) => {
      try {
        if (line !== "") onLine(line);
      } catch (error) {
        answer.destroy(error as Error);
      }
    });
    answer.on("error", reject).on("close", resolve);
  });
}
