import { assert, suite } from "../harness.ts";
import { leftOutOf } from "./scenario.ts";

const test = suite("e2e: which scenarios --ci plays");

test("some each time, some in every other turn, all of these where no turn is given", () => {
  assert.is(leftOutOf({ ci: true }, "3"), undefined);
  assert.is(leftOutOf({ ci: 1 }, "3"), undefined);
  assert.is(leftOutOf({ ci: 0 }, "3"), "in the CI subset of every other commit");
  assert.is(leftOutOf({ ci: 0 }, "4"), undefined);
  assert.is(leftOutOf({ ci: 0 }, undefined), undefined);
  assert.is(leftOutOf({}, undefined), "not in the CI subset: npm run e2e");
});
