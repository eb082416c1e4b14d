import { readdirSync, readFileSync } from "node:fs";
import process from "node:process";
import { run } from "../../scripts/core/exec.ts";

/** File systems that lie in memory or are the kernel's own words. */
const notOnDisk =
  /^(?:autofs|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs|mqueue|nsfs|proc|pstore|ramfs|rpc_pipefs|securityfs|sysfs|tracefs)$/;
/** Where decrypted files belong: chartroom's private directory, in memory. */
const PRIVATE = /^\/(?:dev\/shm|run\/user\/\d+)\/chartroom-private-/;

/** Files that grep is given at once. */
const CHUNK = 500;

/**
 * Files anywhere on the machine, changed since `marker` was, that hold one of the texts as it is or in base64. Only a
 * folder that is another machine's disk (`apart`) is passed over, and private directories in memory.
 */
export async function filesHolding(
  texts: readonly string[],
  { marker, apart }: { readonly marker: string; readonly apart: string },
): Promise<string[]> {
  const since = ["-type", "f", "-newercm", marker, "-print0"];
  const found = await Promise.all(
    disks().map(async (disk) => {
      // 1 says that something vanished while it was looked at.
      const ran = await run("find", [disk, "-xdev", "-path", apart, "-prune", "-o", ...since]);
      return ran.stdout.split("\0").filter((file) => file !== "" && !PRIVATE.test(file));
    }),
  );
  // The texts go by a pipe: neither argv nor a file of the search itself may hold them.
  const input = texts.flatMap((text) => [text, ...inBase64(text)]).join("\n");
  const files = found.flat();
  const holding: string[] = [];
  for (let from = 0; from < files.length; from += CHUNK) {
    const chunk = files.slice(from, from + CHUNK);
    const { stdout } = await run("grep", ["-laF", "-f", "-", "-s", "--", ...chunk], { input });
    holding.push(...stdout.split("\n").filter((line) => line !== ""));
  }
  return holding;
}

/** Mount points, tmpfs too: memory is private only where chartroom has made it so. */
function disks(): string[] {
  const lines = readFileSync("/proc/self/mounts", "utf8").trimEnd().split("\n");
  const points = lines.flatMap((line) => {
    const [, point = "", kind = ""] = line.split(" ");
    return notOnDisk.test(kind) ? [] : [point.replaceAll("\\040", " ")];
  });
  return [...new Set(points)];
}

/** What a text looks like within something longer that is in base64: at each of the three places it may begin. */
function inBase64(text: string): string[] {
  return [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]).toString("base64");
    // The first characters hold what stands before, the last ones what follows.
    return whole.slice(shift === 0 ? 0 : shift + 1, Math.floor(((shift + text.length) * 8) / 6));
  });
}

/** Private directories, in memory and elsewhere, of a process that is no more. */
export function privateDirectoriesOf(pid: number): string[] {
  return ["/dev/shm", process.env.XDG_RUNTIME_DIR ?? "", process.env.TMPDIR ?? "", "/tmp"]
    .filter((folder) => folder !== "")
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.startsWith("chartroom-private-"))
        .map((name) => `${folder}/${name}`),
    )
    .filter((directory) => {
      try {
        return readFileSync(`${directory}/pid`, "utf8").startsWith(`${pid} `);
      } catch {
        return false; // another's, just made or just gone
      }
    });
}
