import path from "node:path";
import { isFile } from "../core/files.ts";
import { readProject } from "../init/read/read.ts";

/** Where `mix phx.server` finds a certificate, and the settings that name it. */
export interface PhoenixEndpoint {
  /** The application's priv/cert, absolute. */
  readonly folder: string;
  /** The application and its endpoint, where the project says them. */
  readonly app: string;
  readonly endpoint: string;
}

/** The endpoint of the Phoenix project in a folder; undefined where there is no mix.exs. */
export async function phoenixEndpoint(root: string): Promise<PhoenixEndpoint | undefined> {
  if (!isFile(path.join(root, "mix.exs"))) return undefined;
  const read = await readProject(root, { stated: {}, mix: false });
  if (!read.ok) return { folder: path.join(root, "priv/cert"), app: "my_app", endpoint: "MyAppWeb.Endpoint" };
  const { endpoint, apps, main } = read.value.value;
  const app = endpoint?.value.app ?? main.value.name;
  const folder = apps.find(({ name }) => name === app)?.folder ?? main.value.folder;
  return {
    folder: path.join(root, folder, "priv/cert"),
    app,
    endpoint: endpoint?.value.module ?? `${main.value.module}Web.Endpoint`,
  };
}

/** The lines for config/dev.exs: Phoenix reads both files below the application's folder. */
export function endpointLines({ app, endpoint }: PhoenixEndpoint, port: number): string {
  return `config :${app}, ${endpoint},
  https: [
    port: ${port},
    cipher_suite: :strong,
    certfile: "priv/cert/chartroom.pem",
    keyfile: "priv/cert/chartroom-key.pem"
  ]
`;
}
