defmodule Phoenix.Endpoint do
  @moduledoc """
  As much of Phoenix's Endpoint as a sample needs: it is a child of the application, serves where `server: true` is
  configured, and hands requests to its plug.
  """

  defmacro __using__(options) do
    quote do
      import Phoenix.Endpoint, only: [plug: 1]
      @otp_app Keyword.fetch!(unquote(options), :otp_app)

      def otp_app, do: @otp_app

      def config(key, default \\ nil),
        do: Keyword.get(Application.get_env(@otp_app, __MODULE__, []), key, default)

      def child_spec(_options),
        do: %{id: __MODULE__, start: {__MODULE__, :start_link, []}, type: :supervisor}

      def start_link do
        children =
          if config(:server, false),
            do: StandIn.Server.children(config(:http), config(:drain_ms, 30_000), &call/1),
            else: []

        Supervisor.start_link(children, strategy: :rest_for_one, name: __MODULE__)
      end
    end
  end

  defmacro plug(module) do
    quote do
      def call(request), do: unquote(module).call(request)
    end
  end
end
