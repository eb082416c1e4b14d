/**
 * The module that the local node resolves names with, and that starts what was asked for. A node names its peers by
 * NAME@ADDRESS and asks its -epmd_module where that is; this one answers with the end of the forward for the one node that it
 * was started for, so that the pod's name holds although its address leads nowhere here (address_please/3, OTP 21 and later).
 * It is compiled where it is used, by the Erlang that is there.
 */
export const MODULE = "chartroom_observe";

export const SOURCE = `-module(${MODULE}).
-export([start_link/0, register_node/2, register_node/3, listen_port_please/2, address_please/3,
         port_please/2, port_please/3, names/1]).
-export([look/0, observer/0, cli/0]).

%% What erl_epmd does, without a daemon.
start_link() -> ignore.
register_node(Name, Port) -> register_node(Name, Port, inet).
register_node(_Name, _Port, _Family) -> {ok, 1}.
listen_port_please(_Name, _Host) -> {ok, 0}.
names(_Host) -> {error, address}.
port_please(Name, Host) -> port_please(Name, Host, infinity).
port_please(_Name, _Host, _Timeout) -> {port, port(), 6}.
address_please(Name, Host, _Family) ->
    case Name ++ "@" ++ Host =:= os:getenv("CHARTROOM_NODE") of
        true -> {ok, address(), port(), 6};
        false -> {error, nxdomain}
    end.

address() ->
    {ok, Address} = inet:parse_address(os:getenv("CHARTROOM_ADDRESS")),
    Address.
port() -> list_to_integer(os:getenv("CHARTROOM_PORT")).
node_() -> list_to_atom(os:getenv("CHARTROOM_NODE")).

%% Tells what is there, on both sides: one word a line.
look() ->
    Here = [M || M <- [observer, wx], code:which(M) =/= non_existing],
    io:format("~s~n", [lists:join(" ", ["here" | [atom_to_list(M) || M <- Here]])]),
    case net_kernel:hidden_connect_node(node_()) of
        true ->
            There = [M || M <- [observer_backend, observer_cli, 'Elixir.IEx'],
                          rpc:call(node_(), code, which, [M], 15000) =/= non_existing],
            io:format("~s~n", [lists:join(" ", ["there" | [atom_to_list(M) || M <- There]])]);
        _ -> io:format("refused~n")
    end,
    halt(0).

%% Observer on the other node from the start, and an end when its window is closed.
observer() ->
    true = net_kernel:hidden_connect_node(node_()),
    code:ensure_loaded(observer),
    case erlang:function_exported(observer, start, 1) of
        true -> observer:start(node_());
        false -> ok = observer:start(), choose()
    end,
    io:format("shown~n"),
    wait().

%% Before OTP 26 nothing but the menu chooses a node: its entries are numbered from 1001, in the order of their names.
choose() ->
    Nodes = lists:usort([node() | nodes(connected)]),
    At = length(lists:takewhile(fun (One) -> One =/= node_() end, Nodes)) + 1001,
    observer ! {wx, At, [], [], {wxCommand, command_menu_selected, [], 0, 0}}.

wait() ->
    timer:sleep(500),
    case whereis(observer) of
        undefined -> halt(0);
        _ -> wait()
    end.

%% observer_cli runs on the other node and talks to this terminal.
cli() ->
    true = net_kernel:hidden_connect_node(node_()),
    case rpc:call(node_(), observer_cli, start, []) of
        {badrpc, Why} -> io:format("observer_cli: ~p~n", [Why]), halt(1);
        _ -> halt(0)
    end.
`;

/**
 * Flags of the local node: hidden, so that the pod's peers do not hear of it; it listens to nobody and starts no epmd.
 * `name` is its own name.
 */
export function nodeFlags(name: string, folder: string): string[] {
  return [...baseFlags(folder), "-name", name];
}

/** The same without the name, which iex wants as an option of its own. */
export function baseFlags(folder: string): string[] {
  const own = ["-pa", folder, "-epmd_module", MODULE, "-start_epmd", "false"];
  return [...own, "-dist_listen", "false", "-hidden", "-connect_all", "false"];
}

/** Variables of the local node: where the pod's is, and nothing of the user's own flags. No cookie is among them. */
export function nodeVariables(
  home: string,
  node: string,
  way: { readonly address: string; readonly port: number },
): Record<string, string | undefined> {
  return {
    // .erlang.cookie lies there. A file alone keeps it out of `ps` and of the variables that a crash dump shows.
    HOME: home,
    XDG_CONFIG_HOME: undefined,
    CHARTROOM_NODE: node,
    CHARTROOM_ADDRESS: way.address,
    CHARTROOM_PORT: String(way.port),
    // A crash dump holds the cookie.
    ERL_CRASH_DUMP_SECONDS: "0",
    ERL_AFLAGS: undefined,
    ERL_FLAGS: undefined,
    ERL_ZFLAGS: undefined,
    ERL_LIBS: undefined,
    ELIXIR_ERL_OPTIONS: undefined,
    RELEASE_COOKIE: undefined,
  };
}
