import type { CodeRow } from "./row.ts";

/** CR80x: copies of charts in other repositories. */
export const copyCodes = {
  CR801: {
    severity: "error",
    title: "a source cannot be read",
    docs: "`chartroom copy` takes a chart from chartroom's own package by its name, from a folder or an archive (`../kit/charts/web`, `web-1.2.0.tgz`), or from a git repository: `git+URL#REF:PATH`. What was named is none of these, holds no Chart.yaml, or could not be fetched.",
  },
  CR802: {
    severity: "error",
    title: "charts.lock.json cannot be read",
    docs: "charts.lock.json says where each copied chart came from and what its files were. It is written by `chartroom copy` and belongs into git. It is no JSON, of another version, or was edited by hand. Take the last good one from git.",
  },
  CR803: {
    severity: "error",
    title: "something else stands where the copy would go",
    docs: "The folder holds files that no copy put there, so that copying would overwrite somebody's work. Copy into another folder, or remove what is there. A chart that was copied by hand earlier becomes a copy that is known with `--adopt`: its files stay as they are and count as edited.",
  },
  CR804: {
    severity: "warning",
    title: "a copy was edited",
    docs: "The files of a copied chart differ from what was copied. That is allowed: `chartroom copy --update` merges a newer version into them. It is told so that nobody edits a copy by mistake; `chartroom copy --diff` shows how.",
  },
  CR805: {
    severity: "warning",
    title: "a copy is behind its source",
    docs: "The chart's source has other files than those that were copied. `chartroom copy --update` brings them, merged with what was edited here.",
  },
  CR806: {
    severity: "error",
    title: "a copy has unresolved conflicts",
    docs: "`chartroom copy --update` could not merge some lines, because both sides had changed them, and left both between `<<<<<<<` and `>>>>>>>` as git does. Choose one, remove the marks.",
  },
  CR807: {
    severity: "warning",
    title: "a value was renamed or removed",
    docs: "A version of a chart has another name for a value, or none any more, and a values file still sets the old one, which does nothing now. Values files are never changed by chartroom: rename the key there yourself. `chartroom copy --update` tells what is new, `copy --check` what is still left from any version.",
  },
  CR808: {
    severity: "warning",
    title: "a file that was removed at the source was edited here",
    docs: "The newer version of the chart no longer has the file, but it was edited here, so it stays. Remove it when it is of no use any more; a template that nobody maintains renders on.",
  },
  CR809: {
    severity: "warning",
    title: "something else stands where a file of the kit would go",
    docs: "`chartroom copy --kit` brings, beside the charts, an environment schema, its TypeScript types and entries for helmfile. A file of that name, or a release of that name, is there already and somebody else's: it stays as it is, and what it lacks is to be added by hand, or it gets another name.",
  },
} as const satisfies Record<string, CodeRow>;
