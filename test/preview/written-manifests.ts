import { manifestFiles } from "../../preview/manifests";
import type { RecordedResource } from "../../testing";

/** Texts that readers of YAML 1.1 take for something else where they are not quoted. */
export const traps = [
  ...["yes", "No", "on", "off", "y", "N", "true", "null", "~", "", " ", "=", "<<", "!tag", "&anchor", "*alias", "%"],
  ...[
    "010",
    "0o17",
    "0x1F",
    "0b11",
    "1_000",
    "-1_0.5_0",
    "0x_1F",
    "0b1_1",
    "+1_0",
    ".",
    "-.",
    "e0",
    "1_0e5",
    "1e3",
    ".5",
    "+.5",
    "+1",
    "-1",
    "1:30",
    "1:30.5",
    ".inf",
    ".NaN",
    "12e03",
  ],
  ...[
    "2026-11-22",
    "2026-11-22T01:02:03Z",
    "- a",
    "a: b",
    "a #b",
    "#b",
    "{a}",
    "[a]",
    "a,",
    "|",
    ">",
    "@a",
    "`a",
    "?",
    ": ",
  ],
  ...[
    "a\nb",
    "a\nb\n",
    "a\n\n",
    "\na",
    " a\nb",
    "a\tb",
    "\t",
    "a ",
    '"',
    "'",
    "\\",
    "\u0007",
    "\u0085",
    "\u2028",
    "ä",
    "🚢",
    "---",
    "...",
  ],
];

/** The manifest of a ConfigMap that holds this. */
export function written(data: Readonly<Record<string, unknown>>): string {
  const inputs = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "texts" }, data };
  const [file] = manifestFiles([
    { type: "kubernetes:core/v1:ConfigMap", name: "texts", inputs } as unknown as RecordedResource,
  ]);
  return file?.text ?? "";
}
