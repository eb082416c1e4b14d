import { ROOT } from "./scope.ts";
import { boolType, type Fields, intType, listOf, type Type, textType, typeOf, unknownType } from "./types.ts";

/** A value of Go's that has these fields and no other: a further one makes Helm fail. */
function struct(fields: Readonly<Record<string, Type>>): Type {
  const names = Object.keys(fields);
  const of: Fields = {
    names,
    get: (name) => {
      const type = Object.hasOwn(fields, name) ? fields[name] : undefined;
      return type ? { type, declared: "name" } : { type: unknownType("no such field"), declared: "struct" };
    },
    entry: () => unknownType("fields differ"),
  };
  return typeOf("map", { filled: true, fields: of });
}

const list = listOf(textType);
const any = unknownType("made by Helm");

/** What Helm hands to every template beside `.Values` (pkg/chart/common/util/values.go, ToRenderValues). */
const RELEASE = struct({
  Name: typeOf("text", { filled: true }),
  Namespace: textType,
  IsUpgrade: boolType,
  IsInstall: boolType,
  Revision: intType,
  Service: typeOf("text", { literals: ["Helm"], filled: true }),
});

/** pkg/chart/v2 Metadata, with the IsRoot that the engine adds. To Helm 3 another field is an error, to Helm 4 nothing. */
const CHART = struct({
  Name: typeOf("text", { filled: true }),
  Version: typeOf("text", { filled: true }),
  AppVersion: textType,
  APIVersion: textType,
  Annotations: unknownType("annotations of the chart"),
  Condition: textType,
  Dependencies: any,
  Deprecated: boolType,
  Description: textType,
  Home: textType,
  Icon: textType,
  Keywords: list,
  KubeVersion: textType,
  Maintainers: any,
  Sources: list,
  Tags: textType,
  Type: textType,
  IsRoot: boolType,
});

const VERSION = struct({
  Version: textType,
  Major: textType,
  Minor: textType,
  GitVersion: textType,
  String: textType,
});

const CAPABILITIES = struct({
  KubeVersion: VERSION,
  APIVersions: typeOf("list", { items: () => textType, fields: struct({ Has: boolType }).fields as Fields }),
  HelmVersion: any,
});

const FILES = unknownType("files of the chart");
const TEMPLATE = struct({ Name: textType, BasePath: textType });

/** The object that a template of a chart is called with. */
export function rootType(values: Type): Type {
  return {
    ...struct({
      Values: values,
      Release: RELEASE,
      Chart: CHART,
      Capabilities: CAPABILITIES,
      Files: FILES,
      Template: TEMPLATE,
      Subcharts: any,
    }),
    path: ROOT,
  };
}
