defmodule StandIn.Draining do
  @moduledoc "Whether this node is on its way out. Read on every request, so it is kept where reading costs nothing."

  def begin, do: :persistent_term.put(__MODULE__, true)
  def on?, do: :persistent_term.get(__MODULE__, false)
end
