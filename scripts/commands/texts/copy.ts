/** `chartroom help copy`. */
export const help = `Usage: chartroom copy CHART... FOLDER [--ref REF] [--adopt]
       chartroom [-f HELMFILE] copy --kit [CHART|KIT...] FOLDER [--ref REF] [--adopt]
       chartroom copy --check [--fail-on SEVERITY]
       chartroom copy --diff [COPY...]
       chartroom copy --update [--ref REF] [--dry-run] [COPY...]

Copies each chart into FOLDER, into a folder of its name, and writes charts.lock.json at the root of the repository: where it
came from and what its files were. A CHART is one of chartroom's own (phoenix, postgres), a folder, a packaged chart
(web-1.2.0.tgz), or a folder of a git repository: git+https://example.com/kit.git#v2:charts/web.

  --kit       beside the charts what a repository needs to release them: schemas/environment.schema.json, its TypeScript
              types, and an entry for helmfile of each, in helmfile.d/50-charts.yaml.gotmpl or as lines to add to your
              helmfile.yaml. Nothing that is there is overwritten, nothing is deployed before an environment says so. A KIT
              is a folder or git ref that holds charts/ (git+https://example.com/kit.git#v2): all its charts. Without a
              word, all of chartroom's own. All of it goes beside the helmfile, wherever in the repository that is
  --check     which copies were edited, are behind their source, or hold conflicts, and which values files still use
              old names; changes nothing
  --diff      how the copies were edited, as git shows it
  --update    merges the source's present version into the copies: what only the source changed is taken, what only you
              changed stays, what both changed is merged, with conflicts marked as git does. Values files outside of the
              copy are never touched: every place that sets a value by an old name is told, with the new one
  --ref       this branch, tag or commit of a git source; with --update from now on, as v3 after v2
  --dry-run   say what --update would do
  --adopt     a folder that is there already stays as it is and is a copy from now on
  --fail-on   error (the default), warning, info or never: which findings of --check make it fail

Examples: chartroom copy phoenix postgres charts
          chartroom copy --kit git+https://example.com/kit.git#v2 charts
`;
