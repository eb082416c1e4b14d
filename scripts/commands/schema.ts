import path from "node:path";
import { report } from "../report/report.ts";
import { makeSchema, writeSchema } from "../templates/schema/write.ts";
import { runAlone } from "./alone.ts";
import type { Command } from "./command.ts";
import { sayUsage } from "./usage.ts";

export const command: Command = {
  name: "schema",
  async run(invocation) {
    const { args, cwd, format, screen } = invocation;
    const charts = args.filter((one) => one !== "--print");
    const unknown = charts.find((one) => one.startsWith("-"));
    if (unknown !== undefined)
      return sayUsage(invocation, `\`schema\` does not take \`${unknown}\``, "chartroom help schema");
    const [chart, more] = charts;
    if (chart === undefined || more !== undefined)
      return sayUsage(invocation, "`schema` takes one chart", "chartroom schema charts/web");
    const made = makeSchema(cwd, path.resolve(cwd, chart));
    if (!made.ok) {
      screen.data(report(format, made.error, { root: cwd, color: screen.color }));
      return 2;
    }
    const { file, text, added } = made.value;
    if (args.includes("--print")) {
      screen.data(text);
      return 0;
    }
    if (added?.length === 0) {
      screen.say(`unchanged ${file}: it has every value of the chart`);
      return 0;
    }
    writeSchema(cwd, made.value);
    screen.say(
      added
        ? `added to ${file}: ${added.join(", ")}`
        : `wrote ${file}; read it, then: chartroom check ${chart}`,
    );
    return 0;
  },
};

runAlone(command, import.meta.url);
