import { codes } from "../../scripts/core/codes.ts";
import { assert, suite } from "../harness.ts";
import { aloneFaults } from "./alone-all.ts";
import { hookFaults } from "./faults-hooks.ts";
import { manifestFaults } from "./faults-manifests.ts";
import { templateFaults } from "./faults-templates.ts";
import { valueFaults } from "./faults-values.ts";

const test = suite("team: every code is in a fault, or there is a reason why not");
const planted = { ...aloneFaults, ...hookFaults, ...manifestFaults, ...templateFaults, ...valueFaults };

/** Codes of the table that no fault here is about, by reason. */
const ABSENT: Readonly<Record<string, RegExp>> = {
  "told by other tests of this folder: of the repository without a key, of the copies":
    /^CR(025|026|150|215|805|807|808)$/,
  "of another command (apply, cluster, run, observe, init, image, cert, tools)": /^CR(6\d\d|7\d\d|90[1-7])$/,
  "of render, package and kit, each with tests of its own": /^CR(31[678]|83\d|809|84\d)$/,
  "only where chartroom itself, its engine or ct is at odds with what it checks": /^CR(216|220|306|824|828)$/,
};

test("each code once: planted, or absent for one reason", () => {
  const wrong = Object.keys(codes).filter((code) => {
    const reasons = Object.values(ABSENT).filter((one) => one.test(code)).length;
    return reasons + (code in planted ? 1 : 0) !== 1;
  });
  assert.equal(wrong, []);
  assert.equal(
    Object.keys(planted).filter((code) => !(code in codes)),
    [],
  );
});
