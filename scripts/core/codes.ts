import { applyCodes } from "./codes/apply.ts";
import { certCodes } from "./codes/cert.ts";
import { copyCodes } from "./codes/copy.ts";
import { environmentCodes } from "./codes/environment.ts";
import { hooksCodes } from "./codes/hooks.ts";
import { imageCodes } from "./codes/image.ts";
import { initCodes } from "./codes/init.ts";
import { layersCodes } from "./codes/layers.ts";
import { lintCodes } from "./codes/lint.ts";
import { manifestsCodes } from "./codes/manifests.ts";
import { observeCodes } from "./codes/observe.ts";
import { renderCodes } from "./codes/render.ts";
import type { CodeRow } from "./codes/row.ts";
import { runCodes } from "./codes/run.ts";
import { secretsCodes } from "./codes/secrets.ts";
import { templatesCodes } from "./codes/templates.ts";
import { toolsCodes } from "./codes/tools.ts";
import { valuesCodes } from "./codes/values.ts";

const table = {
  ...environmentCodes,
  ...layersCodes,
  ...secretsCodes,
  ...valuesCodes,
  ...renderCodes,
  ...templatesCodes,
  ...manifestsCodes,
  ...hooksCodes,
  ...applyCodes,
  ...copyCodes,
  ...lintCodes,
  ...certCodes,
  ...runCodes,
  ...observeCodes,
  ...imageCodes,
  ...initCodes,
  ...toolsCodes,
};

export type Code = keyof typeof table;

/** Every finding's code, by number. The hundreds say which stage speaks; a number is never given twice. */
export const codes: Readonly<Record<Code, CodeRow>> = table;
