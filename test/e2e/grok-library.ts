import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { builtPrograms } from "./toolchain";

const source = path.join(__dirname, "toolchain", "grok");

/** What patterns take out of lines, by Elasticsearch's own library; undefined where a pattern does not match. */
export type GrokMatch = (
  pattern: string,
  line: string,
  definitions?: Readonly<Record<string, string>>,
) => Record<string, string> | undefined;

/** The library, out of Maven Central, and the Java of the distribution. */
export function findGrok(): { readonly match: GrokMatch } | { readonly missing: string } {
  const folder = path.join(path.dirname(builtPrograms), "grok-8.19.0");
  if (!existsSync(folder)) {
    const args = [
      "-q",
      "-B",
      "-f",
      path.join(source, "pom.xml"),
      "dependency:copy-dependencies",
      `-DoutputDirectory=${folder}`,
    ];
    const { status, stdout, error } = spawnSync("mvn", args, { encoding: "utf8", timeout: 300_000 });
    if (status !== 0) return { missing: `the library of patterns could not be had: ${error?.message ?? stdout}` };
  }
  return {
    match: (pattern, line, definitions = {}) => {
      const own = Object.entries(definitions).flat();
      const args = ["-cp", path.join(folder, "*"), path.join(source, "Match.java"), pattern, line, ...own];
      const { status, stdout, stderr } = spawnSync("java", args, { encoding: "utf8", timeout: 60_000 });
      if (status === 1 && stderr === "") return undefined;
      if (status !== 0) throw new Error(stderr);
      return Object.fromEntries(
        stdout
          .trimEnd()
          .split("\n")
          .map((one) => one.split("\t") as [string, string]),
      );
    },
  };
}
