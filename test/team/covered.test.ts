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
  "told by other tests of this folder: of the repository without a key, of the copies, of the real ct":
    /^CR(025|026|150|215|805|807|808|824)$/,
  "needs a cluster that answers; test/codes/elsewhere.ts names the test of each":
    /^CR(60[12]|61[4578]|62[0-2]|63[1-6]|64[0-4]|727|73[45])$/,
  "of `init` in a Phoenix project, which this is none: test/init": /^CR(70[3-9]|71\d)$/,
  "needs an engine that builds images: test/image": /^CR72[2-689]$/,
  "of making certificates, which hangs on what the machine has: test/cert/verb.test.ts": /^CR73[013]$/,
  "of installing and finding tools, which would be taken from the machine: test/tools": /^CR90[2-7]$/,
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
