defmodule Harbour.MixProject do
  use Mix.Project

  def project do
    [
      app: :harbour,
      version: "0.1.0",
      build_path: "../../_build",
      config_path: "../../config/config.exs",
      deps_path: "../../deps",
      lockfile: "../../mix.lock",
      elixir: "~> 1.14",
      deps: []
    ]
  end

  def application do
    [
      mod: {Harbour.Application, []},
      extra_applications: [:logger, :crypto, :inets, :ssl, :runtime_tools, :p1_pgsql, :stringprep]
    ]
  end
end
