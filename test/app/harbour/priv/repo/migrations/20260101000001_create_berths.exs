defmodule Harbour.Repo.Migrations.CreateBerths do
  use Ecto.Migration

  def up do
    execute("CREATE TABLE berths (id bigserial PRIMARY KEY, name text NOT NULL)")
    execute("CREATE INDEX berths_name ON berths (name)")
  end

  def down do
    execute("DROP TABLE berths")
  end
end
