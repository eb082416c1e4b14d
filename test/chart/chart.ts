import { gzipSync } from "node:zlib";

/** The files of a chart that gives no finding, below `folder`; `more` come on top or instead. */
export function chartFiles(
  folder: string,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const files: Record<string, string> = {
    "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "values.yaml": "color: red\n",
    "values.schema.json": schema({}),
    "templates/config.yaml":
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  color: {{ .Values.color }}\n",
    ...more,
  };
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
}

/** The schema of such a chart, with these properties beside `color`. */
export function schema(more: object): string {
  return JSON.stringify({
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    additionalProperties: false,
    properties: { color: { enum: ["red", "green"] }, ...more },
  });
}

/** A gzip-compressed tar archive of these files, as `helm package` writes one. */
export function archiveOf(files: Readonly<Record<string, string>>): Buffer {
  const blocks = Object.entries(files).flatMap(([name, text]) => {
    const content = Buffer.from(text);
    const long = Buffer.byteLength(name) > 100;
    const pax = long ? entry("pax", "x", Buffer.from(record(name))) : [];
    return [...pax, ...entry(long ? "cut" : name, "0", content)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

/** A pax record tells its own length, digits included. */
function record(name: string): string {
  const rest = ` path=${name}\n`;
  const length = Buffer.byteLength(rest);
  const whole = length + String(length + String(length).length).length;
  return `${whole}${rest}`;
}

function entry(name: string, type: string, content: Buffer): Buffer[] {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write("0000644\0", 100);
  header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
  header.write(type, 156);
  header.write("ustar\0", 257);
  header.write("        ", 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
}
