import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { filesBelow } from "../../scripts/core/files.ts";
import { atomOf } from "../../scripts/init/elixir/resolve.ts";
import { readElixir } from "../../scripts/init/elixir/source.ts";
import { assert, suite } from "../harness.ts";
import { projectRoot } from "../rig.ts";

// Our reader of Elixir against Elixir's own parser: modules, what each uses, and its functions, of every source we have.
const test = suite("init: the reader of Elixir source");

const QUESTION = `
defmodule Ask do
  def modules({:defmodule, _, [{:__aliases__, _, parts}, [do: body]]}, above) do
    name = Enum.join(above ++ parts, ".")
    lines = statements(body)
    uses = for {:use, _, [{:__aliases__, _, used} | _]} <- lines, do: Enum.join(used, ".")
    functions = for {kind, _, [head | _]} when kind in [:def, :defp] <- lines, do: name(head)
    IO.puts(Enum.join([name, Enum.join(uses, ","), functions |> Enum.uniq() |> Enum.sort() |> Enum.join(",")], " "))
    Enum.each(lines, &modules(&1, above ++ parts))
  end
  def modules({:__block__, _, lines}, above), do: Enum.each(lines, &modules(&1, above))
  def modules(_, _), do: :ok
  defp statements({:__block__, _, lines}), do: lines
  defp statements(line), do: [line]
  defp name({:when, _, [head | _]}), do: name(head)
  defp name({name, _, _}), do: name
end
for file <- System.argv() do
  IO.puts("file " <> file)
  file |> File.read!() |> Code.string_to_quoted!() |> Ask.modules([])
end
`;

const folders = ["test/fixtures/elixir", "test/fixtures/init", "test/init/golden", "test/app"];
const files = folders.flatMap((folder) =>
  filesBelow(path.join(projectRoot, folder))
    .filter((file) => /\.exs?$/.test(file))
    .map((file) => path.join(projectRoot, folder, file)),
);

if (!hasElixir()) test.cannotRun("it says what Elixir's own parser says", "there is no elixir");
else {
  test(`it says what Elixir's own parser says of ${files.length} files`, () => {
    assert.ok(files.length > 40);
    const asked = execFileSync("elixir", ["-e", QUESTION, ...files], { encoding: "utf8" });
    assert.equal(files.flatMap(told).join("\n").split("\n"), asked.trimEnd().split("\n"));
  });
}

/** What our reader finds in a file, as the question prints it. */
function told(file: string): string[] {
  const { modules } = readElixir(readFileSync(file, "utf8"));
  const lines = modules.map(({ name, uses, functions }) => {
    const used = uses.map(({ items }) => atomOf(items[0]));
    return `${name} ${used.join(",")} ${[...functions.keys()].sort().join(",")}`;
  });
  return [`file ${file}`, ...lines];
}

function hasElixir(): boolean {
  return (process.env.PATH ?? "").split(path.delimiter).some((folder) => {
    try {
      return readdirSync(folder).includes("elixir");
    } catch {
      return false;
    }
  });
}
