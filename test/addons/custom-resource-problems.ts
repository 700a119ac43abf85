import { spawnSync } from "node:child_process";
import path from "node:path";

/**
 * What is wrong with custom resources by the compiled validators of their packages: types, ranges and what must be there; fields that they do
 * not know they let pass.
 * @returns how many were looked at, and what is wrong
 */
export function customResourceProblems(objects: readonly object[]): { checked: number; problems: string[] } {
  const program = path.join(__dirname, "validate-custom-resources.mjs");
  const { stdout, stderr, status } = spawnSync(process.execPath, [program], {
    input: JSON.stringify(objects),
    encoding: "utf8",
    timeout: 30_000,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as { checked: number; problems: string[] };
}
