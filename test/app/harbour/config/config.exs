import Config

config :harbour, ecto_repos: [Harbour.Repo]

config :harbour, HarbourWeb.Endpoint, url: [host: "localhost"]

config :logger, :console, format: "$time [$level] $message\n"
