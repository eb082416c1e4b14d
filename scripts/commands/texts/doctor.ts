/** `chartroom help doctor`. */
export const help = `Usage: chartroom doctor [--format json]

Shows each tool: its version, the range that will do, where it was found (PATH, mise, or chartroom's cache), what needs
it, and how to get it when it is missing; then Node, Go, the private directory and the cache.
Exits 0 when everything \`apply\` needs is there, else 3.

Example: chartroom doctor`;
