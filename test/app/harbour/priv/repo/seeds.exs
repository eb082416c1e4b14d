alias Harbour.Repo

for name <- ["north", "south", "west"] do
  Repo.query!("INSERT INTO berths (name) VALUES ($1)", [name])
end
