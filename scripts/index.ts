/** The library: what people import from `chartroom` in their own TypeScript. Re-exports only. */
export { type AloneOptions, type CheckedChart, type CheckedCharts, checkChartsAlone } from "./chart/alone.ts";
export { type Code, codes } from "./core/codes.ts";
export type { Diagnostic, Label, Severity } from "./core/diagnostic.ts";
export type { Json, JsonObject, ValuePath } from "./core/json.ts";
export type { Checked, Result } from "./core/result.ts";
export type { Place } from "./core/source.ts";
export type { Environment, LayerReference, Release } from "./environment/model.ts";
export {
  type CheckedEnvironment,
  type CheckedEnvironments,
  checkEnvironments,
  type PipelineOptions,
} from "./pipeline.ts";
export type { Manifest, Phase, RenderedRelease } from "./render/model.ts";
export { type Format, report } from "./report/report.ts";
export { type EnvironmentValues, type LoadOptions, loadEnvironment } from "./typed/load.ts";
export type { Secret } from "./typed/secret.ts";
