defmodule Ecto.Migration do
  @moduledoc """
  Migrations in SQL, as https://hexdocs.pm/ecto_sql/Ecto.Migration.html has them: `up` and `down` with `execute/1`, or
  `change` with `execute/2`. The commands run after the function has ended, backwards when a `change` is undone.
  """

  defmacro __using__(_options) do
    quote do
      import Ecto.Migration
      @disable_ddl_transaction false
      @before_compile Ecto.Migration
    end
  end

  defmacro __before_compile__(_env) do
    quote do
      def __migration__, do: [disable_ddl_transaction: @disable_ddl_transaction]
    end
  end

  def execute(command), do: queue(command, nil)
  def execute(up, down), do: queue(up, down)

  defp queue(up, down), do: Process.put(__MODULE__, [{up, down} | Process.get(__MODULE__, [])])

  @doc false
  def commands(module, direction) do
    Process.delete(__MODULE__)
    {function, way} = operation(module, direction)
    apply(module, function, [])
    queued = Process.delete(__MODULE__) || []

    case way do
      :forward -> queued |> Enum.reverse() |> Enum.map(&elem(&1, 0))
      :backward -> Enum.map(queued, &(elem(&1, 1) || raise("cannot be undone: #{elem(&1, 0)}")))
    end
  end

  defp operation(module, direction) do
    cond do
      function_exported?(module, direction, 0) -> {direction, :forward}
      direction == :up -> {:change, :forward}
      true -> {:change, :backward}
    end
  end
end
