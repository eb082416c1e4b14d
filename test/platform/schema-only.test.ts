import { suite } from "../harness.ts";
import { checkedBySchema } from "./schema-only.ts";
import { cloudNativePg, linkerd } from "./subjects.ts";

const test = suite("platform: what no real part can be had of");

test("CloudNativePG's objects, by schema", () => checkedBySchema(cloudNativePg));
test("hooks beside Linkerd's proxies, by rule", () => checkedBySchema(linkerd));
