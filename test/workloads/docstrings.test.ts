/**
 * Every field of the types by which workloads are described has a docstring. That what it says is right, or enough, is not shown here.
 */
import path from "node:path";
import ts from "typescript";

const workloads = path.resolve(__dirname, "..", "..", "components", "workloads");

const files = [
  ...["autoscaling-spec", "rollout-spec", "disruption-budget"].map((name) => `scaling/${name}`),
  ...["placement-spec", "pod-spec", "container-spec", "volume-spec"].map((name) => `pod/${name}`),
  ...["quota", "roles", "namespace-spec"].map((name) => `namespace/${name}`),
  ...["application-spec", "workload-spec", "batch-job-spec", "observation/observed-fields"],
];

/** What nobody writes: what the components make of it. */
const made = ["PlannedRole", "ListedWorkload", "ApplicationContext"];

/** What has no docstring, by its name: exported interfaces and their fields. */
function undocumented(text: string): string[] {
  const source = ts.createSourceFile("spec.ts", text, ts.ScriptTarget.Latest, true);
  return source.statements.filter(ts.isInterfaceDeclaration).flatMap((declared) => {
    const isExported = declared.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
    const name = declared.name.text;
    if (!isExported || made.includes(name)) return [];
    return [
      ...(hasDocstring(declared) ? [] : [name]),
      ...declared.members
        .filter((member) => !hasDocstring(member))
        .map((member) => `${name}.${member.name?.getText() ?? ""}`),
    ];
  });
}

function hasDocstring(node: ts.Node): boolean {
  return ts.getJSDocCommentsAndTags(node).length > 0;
}

test.each(files)("%s documents each field", (file) => {
  const text = ts.sys.readFile(path.join(workloads, `${file}.ts`)) ?? "";
  expect(text).toMatch(/^export interface /m);
  expect(undocumented(text)).toEqual([]);
});

test("a field without a docstring is found", () => {
  const text = [
    "/** A. */",
    "export interface A {",
    "  /** B. */",
    "  b: string;",
    "  c: string;",
    "}",
    "export interface D {",
    "  /** E. */",
    "  e: string;",
    "}",
    "interface Own { f: string }",
  ].join("\n");
  expect(undocumented(text)).toEqual(["A.c", "D"]);
});
