/** One call of a traced process: `write`, `execve` ..., its texts decoded. */
export interface TracedCall {
  readonly pid: number;
  readonly call: string;
  /** The file, pipe or socket that the first argument stands for; "" where it is none. */
  readonly target: string;
  readonly texts: () => string[];
  readonly line: string;
}

/** Reads one line of `strace -f -y -xx -o`; undefined for what is no call (a signal, the end of a process). */
export function readTraceLine(line: string): TracedCall | undefined {
  const head = /^(\d+) +(\w+)\((?:(?:AT_FDCWD|\d+)<((?:[^>\\]|\\.)*)>)?/.exec(line);
  if (!head) return undefined;
  const [, pid = "", call = "", target = ""] = head;
  return { pid: Number(pid), call, target: unhex(target), texts: () => textsOf(line), line };
}

function textsOf(line: string): string[] {
  return [...line.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = ""]) => unhex(hex));
}

/** Bytes as characters, so that nothing is lost where they are no UTF-8; secrets are ASCII. */
function unhex(text: string): string {
  if (!text.includes("\\x")) return text;
  return Buffer.from(text.replaceAll("\\x", ""), "hex").toString("latin1");
}

/** Where plain text may go: between processes, and into the private directory. */
export function mayHoldSecrets(target: string): boolean {
  return (
    (/^(pipe|socket|TCP|TCPv6|UDP|UNIX|NETLINK|anon_inode)[:-]?[^/]*/.test(target) &&
      !target.startsWith("/")) ||
    /^\/(dev\/shm|run\/user\/\d+)\/chartroom-private-/.test(target) ||
    target === "/dev/null"
  );
}
