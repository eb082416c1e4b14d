/** `chartroom help explain`. */
export const help = `Usage: chartroom explain [CODE]

Prints what a finding's code means and what to do about it; without a code, the list of all codes.

Example: chartroom explain CR402
`;
