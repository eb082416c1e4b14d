// One process for all of them: the release is built once.
import { suite } from "../harness.ts";
import { missingParts } from "./parts.ts";

const missing = missingParts();
if (missing !== undefined) suite("the sample application").cannotRun("built and run", missing);
else {
  await import("./generated-files.ts");
  await import("./data-tasks.ts");
  await import("./two-repos.ts");
  await import("./serving.ts");
}
