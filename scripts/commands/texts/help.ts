/** `chartroom help help`. */
export const help = "Usage: chartroom help [VERB]\n";
