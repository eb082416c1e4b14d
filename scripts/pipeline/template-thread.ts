import { parentPort } from "node:worker_threads";
import { checkTemplates } from "../templates/check.ts";
import type { TemplateAnswer, TemplateQuestion } from "./template-checker.ts";

/** The thread of a `TemplateChecker`: charts to check come in, findings go out. */
parentPort?.on("message", ({ root, chart }: TemplateQuestion) => {
  let answer: TemplateAnswer;
  try {
    answer = { chart, findings: checkTemplates(root, chart).findings };
  } catch {
    answer = { chart }; // who asked checks it again, and fails itself
  }
  parentPort?.postMessage(answer);
});
