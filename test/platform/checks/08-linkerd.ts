import type { Check } from "../check.ts";
import { checkedBySchema } from "../schema-only.ts";
import { linkerd } from "../subjects.ts";

const check: Check = {
  parts: [],
  async run() {
    await checkedBySchema(linkerd);
    return { note: "schema only: no proxy can be had; chartroom check on hooks beside one is all" };
  },
};
export default check;
