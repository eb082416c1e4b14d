import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { run } from "../core/exec.ts";
import { privateDirectory } from "../core/private-directory.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { taint } from "../core/taint.ts";
import { candidates } from "../tools/find.ts";
import { MODULE, nodeFlags, nodeVariables, SOURCE } from "./erlang.ts";

/** A private home with the cookie, and the module beside it; gone with this process. */
export interface LocalNode {
  readonly home: string;
  /** The local node's own name. */
  readonly name: string;
  readonly erl: string;
  readonly env: Record<string, string | undefined>;
}

/** An end of the way to the pod's node. */
export interface Way {
  readonly address: string;
  readonly port: number;
}

/** What is there on both sides. */
export interface Seen {
  /** Of Erlang here: `observer`, `wx`. */
  readonly here: readonly string[];
  /** Of the pod's node: `observer_backend` (runtime_tools), `observer_cli`, `Elixir.IEx`. */
  readonly there: readonly string[];
}

/** Makes ready what a local node needs. The cookie goes into a file that its owner alone can read, and nowhere else. */
export async function localNode(cookie: string, node: string, way: Way): Promise<Result<LocalNode>> {
  const [erl] = candidates("erl");
  const [erlc] = candidates("erlc");
  if (erl === undefined || erlc === undefined)
    return fail([
      missing(
        `${erl === undefined ? "erl" : "erlc"} is not on PATH`,
        "install Erlang/OTP 25 or later, or --via exec, which needs none here",
      ),
    ]);
  const home = path.join(privateDirectory().path, "erlang");
  mkdirSync(home, { recursive: true, mode: 0o700 });
  rmSync(path.join(home, ".erlang.cookie"), { force: true });
  writeFileSync(path.join(home, ".erlang.cookie"), cookie, { mode: 0o400 });
  const source = path.join(home, `${MODULE}.erl`);
  writeFileSync(source, SOURCE);
  const compiled = await run(erlc, ["-o", home, source]);
  if (compiled.code !== 0)
    return fail([
      missing(
        `erlc failed: ${
          taint
            .mask(compiled.stdout + compiled.stderr)
            .trim()
            .split("\n")[0]
        }`,
        "chartroom needs OTP 25 or later",
      ),
    ]);
  const name = `chartroom_${process.pid}_${randomBytes(3).toString("hex")}@127.0.0.1`;
  return ok({ home, name, erl, env: nodeVariables(home, node, way) });
}

/** Joins the pod's node once, and tells what is there. */
export async function look(local: LocalNode, node: string): Promise<Result<Seen>> {
  const args = ["-noshell", "+Bd", ...nodeFlags(local.name, local.home), "-run", MODULE, "look"];
  const ran = await run(local.erl, args, { env: local.env });
  const line = (word: string) =>
    ran.stdout
      .split("\n")
      .find((one) => one.split(" ")[0] === word)
      ?.split(" ")
      .slice(1);
  const [here, there] = [line("here"), line("there")];
  if (here && there) return ok({ here, there });
  const said = taint.mask(ran.stdout + ran.stderr);
  const note = here
    ? /Cookie|cookie|invalid challenge/.test(said)
      ? "it has another cookie"
      : "it refused the connection, or is not called so"
    : said.trim().split("\n").slice(0, 3).join("\n");
  return fail([
    diagnostic("CR643", `the node ${node} was not joined`, {
      note,
      help: "was the Secret with the cookie changed since the pod started? Its log tells of a connection that it refused; --via exec starts inside of it",
    }),
  ]);
}

export function missing(note: string, help: string): Diagnostic {
  return diagnostic("CR644", "a part is missing", { note, help });
}
