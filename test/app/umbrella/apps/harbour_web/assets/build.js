// Where webpack would stand: bundles js/ and css/ into ../priv/static/assets.
const fs = require("node:fs");
const path = require("node:path");

const target = path.join(__dirname, "../priv/static/assets");
const production = process.argv.includes("production");
fs.mkdirSync(target, { recursive: true });
for (const kind of ["js", "css"]) {
  const folder = path.join(__dirname, kind);
  const files = fs.readdirSync(folder).sort();
  const text = files.map((file) => fs.readFileSync(path.join(folder, file), "utf8")).join("\n");
  fs.writeFileSync(path.join(target, `app.${kind}`), production ? text.replace(/\n\s*/g, "\n") : text);
}
