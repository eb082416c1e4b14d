/** `chartroom help version`. */
export const help = "Usage: chartroom version\n";
