defmodule Harbour.Repo.Migrations.AddCranes do
  use Ecto.Migration

  # The first command works: a migration that fails must take it back.
  def up do
    execute("CREATE TABLE cranes (id bigserial PRIMARY KEY)")
    execute("ALTER TABLE no_such_table ADD COLUMN name text")
  end

  def down do
    execute("DROP TABLE cranes")
  end
end
