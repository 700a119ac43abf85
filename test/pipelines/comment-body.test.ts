/** The Markdown of the comment, to the letter. It does not prove how GitHub renders it. */
import fc from "fast-check";
import { commentBody, commentLimit, commentMarker } from "../../scripts/pull-request/comment-body";
import {
  outputLimit,
  parsePreviewResults,
  type EnvironmentResult,
  type EnvironmentSummary,
} from "../../scripts/pull-request/preview-results";

const context = { commit: "0123456789abcdef0123456789abcdef01234567", runUrl: "https://github.com/o/r/actions/runs/7" };
const footer =
  "Commit `0123456789ab`, evaluated offline: nothing was contacted, nothing was changed. " +
  "[The run](https://github.com/o/r/actions/runs/7) has the whole output.";

function body(...environments: EnvironmentResult[]): string {
  return commentBody({ environments }, context);
}

function summary(more: Partial<EnvironmentSummary> = {}): EnvironmentSummary {
  return { counts: { resources: 3, byKind: { Deployment: 1, Service: 2 } }, policy: [], ...more };
}

const advisory = {
  rule: "fixed-images",
  level: "advisory" as const,
  path: "Shop:shop",
  message: "the image may be another one tomorrow",
  fix: "name a version",
};
const mandatory = { ...advisory, rule: "no-open-ports", level: "mandatory" as const };

test("environments that are fine, with cost and time where they are known", () => {
  expect(
    body(
      {
        environment: "dev",
        status: 0,
        output: "",
        summary: summary({ policy: [advisory], cost: { usdPerMonth: 1234.5 }, firstUp: { seconds: 579.6 } }),
      },
      { environment: "local", status: 0, output: "", summary: summary({ firstUp: { seconds: 42 } }) },
    ),
  ).toBe(`<!-- slipway: offline preview -->

## Preview: all 2 environments are fine

| environment | result | resources | cost per month | first \`up\` | policy |
| :-- | :-- | --: | --: | --: | :-- |
| \`dev\` | fine | 3 | $1,235 | 9 min 40 s | 1 advisory |
| \`local\` | fine | 3 | – | 42 s | no findings |

<details>
<summary>dev</summary>

- advisory \`fixed-images\` at \`Shop:shop\`: \`the image may be another one tomorrow\`, to mend it: \`name a version\`

1 \`Deployment\`, 2 \`Service\`

</details>

<details>
<summary>local</summary>

1 \`Deployment\`, 2 \`Service\`

</details>

${footer}`);
});

test("environments that fail are shown open, with the whole message or the findings", () => {
  expect(
    body(
      { environment: "dev", status: 3, output: "", summary: summary({ policy: [advisory, mandatory] }) },
      { environment: "prod", status: 2, output: "Pulumi.prod.yaml: 1 problem, nothing was changed.\n" },
      { environment: "staging", status: 1, output: "TypeError: x\n" },
    ),
  ).toBe(`<!-- slipway: offline preview -->

## Preview: 3 of 3 environments fail

| environment | result | resources | cost per month | first \`up\` | policy |
| :-- | :-- | --: | --: | --: | :-- |
| \`dev\` | **policy violated** | 3 | – | – | 1 mandatory, 1 advisory |
| \`prod\` | **invalid configuration** | – | – | – | – |
| \`staging\` | **internal error** | – | – | – | – |

### \`dev\`: policy violated

- **mandatory** \`no-open-ports\` at \`Shop:shop\`: \`the image may be another one tomorrow\`, to mend it: \`name a version\`
- advisory \`fixed-images\` at \`Shop:shop\`: \`the image may be another one tomorrow\`, to mend it: \`name a version\`

1 \`Deployment\`, 2 \`Service\`

### \`prod\`: invalid configuration

\`\`\`text
Pulumi.prod.yaml: 1 problem, nothing was changed.
\`\`\`

### \`staging\`: internal error

\`\`\`text
TypeError: x
\`\`\`

${footer}`);
});

test("a run without results says so", () => {
  const none = `<!-- slipway: offline preview -->

## Preview: there is none

The run ended before anything was previewed.

${footer}`;
  expect(commentBody(undefined, context)).toBe(none);
  expect(body()).toBe(none);
});

test("of many findings 20 are listed, the mandatory ones first", () => {
  const text = body({
    environment: "dev",
    status: 3,
    output: "",
    summary: summary({ policy: [...Array.from({ length: 25 }, () => advisory), mandatory] }),
  });
  expect(text.match(/^- .*$/gm)).toEqual([
    expect.stringMatching(/^- \*\*mandatory\*\* /),
    ...Array.from({ length: 19 }, () => expect.stringMatching(/^- advisory /) as unknown),
    "- 6 more",
  ]);
});

describe("what a pull request may have written", () => {
  test.each([
    ["@everyone closes #1", "`@everyone closes #1`"],
    ["a`b", "`` a`b ``"],
    ["a``b`c", "``` a``b`c ```"],
    ["two\nlines", "`two lines`"],
    ["one|two", "`one\\|two`"],
    ["\u001B[31mred\u001B[0m\u202Eright to left", "`redright to left`"],
    ["", "` `"],
  ])("%j stands as code", (message, shown) => {
    const text = body({
      environment: "dev",
      status: 0,
      output: "",
      summary: summary({ policy: [{ ...advisory, message }] }),
    });
    expect(text).toContain(`at \`Shop:shop\`: ${shown}, to mend it: `);
  });

  test("cannot end the block that it stands in", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("`", "``", "```", "~~~", "\n", "a", " ", "@b")), (parts) => {
        const output = `x${parts.join("")}`;
        const text = body({ environment: "dev", status: 2, output });
        const [, fence = "", content] = /^(`{3,})text\n([\s\S]*)\n\1\n\nCommit /m.exec(text) ?? [];
        expect(content).toBe(output.trimEnd());
        expect(output.includes(fence)).toBe(false);
      }),
    );
  });

  test("never makes the comment too long", () => {
    const environments = Array.from({ length: 20 }, (_, index) => ({
      environment: `e${index}`,
      status: 2,
      output: "x".repeat(outputLimit),
    }));
    const text = body(...environments);
    expect(text.length).toBeLessThanOrEqual(commentLimit + 100);
    expect(text).toContain("\n\n13 environments more, for which there is no room here.\n\nCommit ");
    expect(text.match(/^### /gm)).toHaveLength(7);
    expect(text.startsWith(commentMarker)).toBe(true);
  });

  test.each([
    ["an environment that is HTML", { environments: [{ environment: "<img>", status: 0, output: "" }] }],
    ["no status", { environments: [{ environment: "dev", output: "" }] }],
    ["too long a text", { environments: [{ environment: "dev", status: 0, output: "x".repeat(outputLimit + 1) }] }],
    ["a number that is none", { pullRequest: "1; rm", environments: [] }],
    ["too many environments", { environments: Array.from({ length: 101 }, () => ({})) }],
  ])("is refused: %s", (_, results) => {
    expect(() => parsePreviewResults(JSON.stringify(results))).toThrow();
  });

  test("is reduced to what a comment shows", () => {
    const results = { environments: [{ environment: "dev", status: 0, output: "", other: 1 }], more: 2 };
    expect(parsePreviewResults(JSON.stringify(results))).toEqual({
      environments: [{ environment: "dev", status: 0, output: "" }],
    });
  });
});
