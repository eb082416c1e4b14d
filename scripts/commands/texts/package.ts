/** `chartroom help package`. */
export const help = `Usage: chartroom package CHART... [-d FOLDER] [--sign KEY] [--push oci://HOST/PATH [--plain-http]]
       chartroom package --bump patch|minor|major [--write] [--since BRANCH] CHART...
       chartroom package --changelog [--into FILE] CHART...

Packages charts as \`helm package\` does, and so that the same files give the same bytes, on every day and machine. Beside
NAME-VERSION.tgz lies NAME-VERSION.tgz.intoto.json: an in-toto statement of its digest and of the commit it was made from.
CHART is a folder with a Chart.yaml, or a folder of charts.

  -d, --destination FOLDER  where the archives go (.)
  --sign KEY                write NAME-VERSION.tgz.prov, too, which \`helm verify\` reads; by gpg with this key
  --push URL                push them with helm to an OCI registry
  --plain-http              the registry speaks no TLS
  --bump STEP               print the next version of each chart with files that changed since its last tag NAME-VERSION,
                            or since the branch where it has none; a version that rose already is left alone
  --write                   write it into Chart.yaml
  --since BRANCH            the branch (origin/main)
  --changelog               print what changed, from the annotation artifacthub.io/changes, as Markdown for a release
  --into FILE               write it into this changelog instead; the section of the same version is replaced

Examples: chartroom package charts/web -d dist --push oci://registry.example.com/charts
          chartroom package --bump minor --write charts
          chartroom package --changelog --into CHANGELOG.md charts/web
`;
