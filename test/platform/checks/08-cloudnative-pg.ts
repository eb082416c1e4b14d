import type { Check } from "../check.ts";
import { checkedBySchema } from "../schema-only.ts";
import { cloudNativePg } from "../subjects.ts";

const check: Check = {
  parts: [],
  async run() {
    await checkedBySchema(cloudNativePg);
    return { note: "schema only: no operator can be had; chartroom check on its objects is all" };
  },
};
export default check;
