/** The tags of the base images, and of Node where the assets need it. */
export interface BaseImages {
  readonly elixir: string;
  readonly otp: string;
  readonly debian: string;
  readonly node: string;
}

/**
 * Tags that hexpm/elixir has for these versions. OTP before 25 does not build with Debian 12's OpenSSL 3, so those tags
 * end with Debian 11; a tag's Debian always carries the day it was made.
 */
export function baseImages(elixir: string, otp: string): BaseImages {
  const major = Number.parseInt(otp, 10);
  return {
    elixir: elixir.replace(/-otp-\d+$/, ""),
    otp,
    debian:
      major < 25 ? "bullseye-20260316-slim" : major < 26 ? "bookworm-20260316-slim" : "trixie-20260610-slim",
    node: "docker.io/library/node:22.21.1-bookworm-slim",
  };
}
