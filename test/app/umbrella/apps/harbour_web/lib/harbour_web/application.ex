defmodule HarbourWeb.Application do
  @moduledoc false
  use Application

  @impl true
  def start(_type, _args) do
    Supervisor.start_link([HarbourWeb.Endpoint],
      strategy: :one_for_one,
      name: HarbourWeb.Supervisor
    )
  end

  # Before anything is stopped: from here on /readyz says 503, and each answer is the last of its connection.
  @impl true
  def prep_stop(state) do
    StandIn.Draining.begin()
    state
  end
end
