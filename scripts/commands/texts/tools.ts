import { toolNames } from "../../tools/pins.ts";

/** `chartroom help tools`. */
export const help = `Usage: chartroom tools install [NAME...]
       chartroom tools list
       chartroom tools path NAME

  install  build what is neither on PATH nor in mise nor built already, from pinned sources, with Go;
           without names, every tool
  list     each tool that is there, with its version, where it came from and its path
  path     the path of one tool

Tools: ${toolNames.join(", ")}

Built tools are kept in ~/.cache/chartroom/tools (XDG_CACHE_HOME, CHARTROOM_CACHE or CHARTROOM_TOOLS change that).

Example: chartroom tools install helm sops`;
