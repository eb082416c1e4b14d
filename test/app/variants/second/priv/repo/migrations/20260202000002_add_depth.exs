defmodule Harbour.Repo.Migrations.AddDepth do
  use Ecto.Migration

  def change do
    execute(
      "ALTER TABLE berths ADD COLUMN depth integer NOT NULL DEFAULT 0",
      "ALTER TABLE berths DROP COLUMN depth"
    )

    execute("CREATE INDEX berths_depth ON berths (depth)", "DROP INDEX berths_depth")
  end
end
