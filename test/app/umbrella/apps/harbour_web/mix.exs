defmodule HarbourWeb.MixProject do
  use Mix.Project

  def project do
    [
      app: :harbour_web,
      version: "0.1.0",
      build_path: "../../_build",
      config_path: "../../config/config.exs",
      deps_path: "../../deps",
      lockfile: "../../mix.lock",
      elixir: "~> 1.14",
      start_permanent: Mix.env() == :prod,
      deps: [{:harbour, in_umbrella: true}]
    ]
  end

  def application do
    [mod: {HarbourWeb.Application, []}, extra_applications: [:logger]]
  end
end
