import { commitAll } from "../lint/repository.ts";
import { ci } from "./ci.ts";
import { bareKit } from "./kit.ts";
import { newTeam, type Team } from "./repository.ts";

/** The team with its two copies, all of it committed: nothing is wrong with it. */
export async function goodTeam(): Promise<Team> {
  const team = await newTeam();
  const sources = ["web", "worker"].map((chart) => `git+${bareKit()}#v1:charts/${chart}`);
  const ran = await ci(team.root, ["copy", ...sources, "deploy"]);
  if (ran.code !== 0) throw new Error(ran.stderr);
  commitAll(team.root);
  return team;
}

/** What it says in which nothing is broken: that no key is there, nor the plugin. */
export const CLOSED = ["CR025", "CR026 helmfile.yaml.gotmpl:6:5"];
