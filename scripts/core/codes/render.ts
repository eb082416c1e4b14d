import type { CodeRow } from "./row.ts";

/** CR3xx: rendering. */
export const renderCodes = {
  CR301: {
    severity: "info",
    title: "a remote chart is not rendered",
    docs: "The release's chart lives in a repository or a registry. chartroom renders only charts that are on this machine, since a check must not depend on the network, so this release's manifests are not checked. A copy of this version in Helm's or helmfile's cache is used. Pull the chart into your repository (`helm pull --untar`) and name its path to have it checked everywhere.",
  },
  CR302: {
    severity: "error",
    title: "a chart is missing",
    docs: "The helmfile names a chart by a path, and there is nothing at that path. Paths are relative to the helmfile that names them; helmfile would stop at this release as well.",
  },
  CR303: {
    severity: "error",
    title: "a template failed",
    docs: "Helm ran the template and it stopped: the chart refused its values (`fail`, `required`), or an expression met something it cannot work on, such as a field of a map that is not there. The place is the innermost template; the labels are its callers. `helm install` and `helm upgrade` would stop at the same point.",
  },
  CR304: {
    severity: "error",
    title: "a template cannot be parsed",
    docs: "The text between `{{` and `}}` breaks the rules of Go templates: an action that is not closed, an `end` too many, or a function that Helm does not have. Nothing of the chart can be rendered until it is mended.",
  },
  CR305: {
    severity: "error",
    title: "a template's output is not YAML",
    docs: "The template ran, but what it printed is no YAML, mostly because of indentation (`indent` where `nindent` was meant) or a value that needs quotes. The line in the message counts in the rendered document. `helm template CHART --debug` shows that document.",
  },
  CR306: {
    severity: "error",
    title: "values do not meet the chart's schema",
    docs: "The chart brings a values.schema.json, and Helm holds the final values against it before anything is rendered. The message names the value's path and what the schema wants there. Change the value, or the schema if the chart is yours.",
  },
  CR307: {
    severity: "error",
    title: "a chart's dependencies are missing",
    docs: "Chart.yaml lists subcharts that are not in the chart's charts/ folder. `helm dependency build` fetches them in the versions that Chart.lock states. chartroom never fetches: a check must not depend on the network.",
  },
  CR308: {
    severity: "error",
    title: "the chart does not support this Kubernetes version",
    docs: "Chart.yaml's kubeVersion excludes the Kubernetes version that is rendered for. Without other wish that is the version Helm was built with, as in `helm template`.",
  },
  CR309: {
    severity: "error",
    title: "a release cannot be rendered",
    docs: "Helm could not load the chart, or stopped for a reason that has no place in a file: a broken Chart.yaml, a library chart named as a release, an invalid release name. The message is Helm's own.",
  },
  CR310: {
    severity: "error",
    title: "no such release",
    docs: "`chartroom render RELEASE` names a release that the environment does not have, or does not install. The names are those of the helmfile, as `helmfile list` shows them.",
  },
  CR311: {
    severity: "info",
    title: "what helmfile changes in a chart is not seen",
    docs: "The release has patches, transformers, added dependencies, a forced namespace or a post-renderer, which helmfile applies to the chart or to its manifests on the way to Helm (by way of chartify and kustomize). Values and manifests are checked as the chart itself makes them; what is changed afterwards is not checked.",
  },
  CR312: {
    severity: "warning",
    title: "a folder that is no chart",
    docs: "The release names a folder without a Chart.yaml. helmfile makes a chart of the manifests in it, or of what kustomize prints for it, on the way to Helm. That is not done here, so nothing of the release is rendered or checked. Where it is meant to be a chart, its Chart.yaml is missing.",
  },
  CR313: {
    severity: "info",
    title: "a library chart is not rendered",
    docs: "Chart.yaml says `type: library`: the chart has no objects of its own, it defines templates for other charts, and Helm refuses to install it. Its templates are parsed and checked; what they print is seen where a chart that includes them is checked.",
  },
  CR314: {
    severity: "info",
    title: "a chart needs values",
    docs: "With its own values.yaml alone the chart does not render: it asks for values that everybody must set. That is as its author wants it, since the chart brings `ci/*-values.yaml` files (or `-f` named some) under which it was checked. The note lists what it asked for.",
  },
  CR315: {
    severity: "error",
    title: "unusable chart archive",
    docs: "The file has the name of a packaged chart, and is none: it is no gzip-compressed tar archive, holds no Chart.yaml in a folder of its own, is larger than Helm allows (100 MiB unpacked), or was cut off. `helm package` makes a good one.",
  },
  CR316: {
    severity: "error",
    title: "a file stands in the way of a rendered one",
    docs: "`chartroom render -o DIRECTORY` writes over files that it wrote itself and that nobody changed since; a record in the folder (.chartroom-render.json) says which. This file is somebody's own, or was edited, so nothing at all was written. Move it away, give another folder, or say `--force` to have it written over.",
  },
  CR317: {
    severity: "error",
    title: "a rendered file could not be written",
    docs: "The system refused to write a file of `chartroom render -o DIRECTORY`: no right to, a file where a folder is needed, or no space. Each file is written beside its place and renamed, so none is half there; those before it are written.",
  },
  CR318: {
    severity: "error",
    title: "a secret that cannot be left as a reference",
    docs: "`chartroom render --layout` writes a tree that is committed to git, so each secret in it is a reference (`ref+sops://FILE#/KEY`) to the encrypted text that it came from. This one is none of these texts: a template has made it of one (a hash, a base64 in a base64, a URL-encoded password), or it stands in a Secret and in no encrypted file at all. Nothing was written. Encrypt the whole text that the object needs (the DATABASE_URL, not the password in it), or name a Secret that exists in the cluster. A key is needed: without the values nobody can tell where a secret has got to.",
  },
} as const satisfies Record<string, CodeRow>;
