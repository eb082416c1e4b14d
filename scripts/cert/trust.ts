import type { Authority } from "./authority.ts";

/** How a root comes to be trusted, a heading and its commands for each system; this one's first. Nothing of it is run. */
export function trustWords({ kind, file }: Authority, platform: NodeJS.Platform): string {
  const quoted = /^[\w./:@-]+$/.test(file) ? file : `"${file}"`;
  const ways: readonly [string, NodeJS.Platform | undefined, readonly string[]][] = [
    [
      "macOS",
      "darwin",
      [`sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain ${quoted}`],
    ],
    [
      "Debian, Ubuntu",
      "linux",
      [`sudo cp ${quoted} /usr/local/share/ca-certificates/chartroom.crt`, "sudo update-ca-certificates"],
    ],
    ["Fedora, Arch", "linux", [`sudo trust anchor ${quoted}`]],
    [
      "Chrome and Firefox on Linux",
      "linux",
      [
        `certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n chartroom -i ${quoted}   # Chrome; libnss3-tools`,
        "# Firefox: Settings, Certificates, Authorities, Import",
      ],
    ],
    ["Windows", "win32", [`certutil -addstore -user Root ${quoted}`]],
    [
      "one program",
      undefined,
      [`curl --cacert ${quoted} https://localhost`, `NODE_EXTRA_CA_CERTS=${quoted} node ...`],
    ],
  ];
  const sorted = [...ways].sort((a, b) => Number(b[1] === platform) - Number(a[1] === platform));
  const lines = sorted.flatMap(([name, , commands]) => [`${name}:`, ...commands.map((one) => `  ${one}`)]);
  const first = kind === "mkcert" ? ["all of them, by mkcert:", "  mkcert -install"] : [];
  return `${[...first, ...lines].join("\n")}\n`;
}
