defmodule Harbour.MixProject do
  use Mix.Project

  def project do
    [
      app: :harbour,
      version: "0.1.0",
      elixir: "~> 1.14",
      start_permanent: Mix.env() == :prod,
      deps: [],
      releases: [
        harbour: [
          include_executables_for: [:unix],
          applications: postgres_driver()
        ]
      ]
    ]
  end

  def application do
    [
      mod: {Harbour.Application, []},
      extra_applications: [:logger, :crypto, :inets, :ssl, :runtime_tools, :p1_pgsql, :stringprep]
    ]
  end

  # Hex has no part in this project: its Postgres driver is Debian's erlang-p1-pgsql. Its applications lie in
  # folders that are not named as they are (p1_xmpp for xmpp), and a release looks for them by name: so they get
  # links. The driver needs modules of theirs, but none of them started.
  defp postgres_driver do
    for {folder, app} <- [
          p1_xmpp: :xmpp,
          p1_zlib: :ezlib,
          p1_tls: :fast_tls,
          p1_xml: :fast_xml,
          p1_stringprep: :stringprep,
          idna: :idna
        ],
        path <- Path.wildcard("#{:code.lib_dir()}/#{folder}-*") do
      link = Path.expand("_build/driver/#{app}")
      File.mkdir_p!(Path.dirname(link))
      File.ln_s(path, link)
      true = :code.add_pathz(to_charlist(Path.join(link, "ebin")))
      {app, if(app == :stringprep, do: :permanent, else: :load)}
    end
  end
end
