import { stripVTControlCharacters } from "node:util";
import type { EnvironmentResult, EnvironmentSummary, PreviewResults } from "./preview-results";

/** First line of the comment, by which it is found again. It is not shown. */
export const commentMarker = "<!-- slipway: offline preview -->";

/** Longest comment, in characters. GitHub refuses more than 65,536. */
export const commentLimit = 60_000;

/** Most findings of the policy that are listed for one environment. */
const findingLimit = 20;

export interface CommentContext {
  /** The commit that was previewed. */
  readonly commit: string;
  /** Address of the run. */
  readonly runUrl: string;
}

/**
 * The comment on a pull request, in Markdown. Every text that comes from the pull request stands as code, so that it
 * mentions nobody, links to nothing and closes nothing.
 * @param results undefined if the run ended before there were any
 */
export function commentBody(results: PreviewResults | undefined, { commit, runUrl }: CommentContext): string {
  const footer =
    `Commit ${code(commit.slice(0, 12))}, evaluated offline: nothing was contacted, nothing was changed. ` +
    `[The run](${runUrl}) has the whole output.`;
  if (results === undefined || results.environments.length === 0) {
    return paragraphs([
      commentMarker,
      "## Preview: there is none",
      "The run ended before anything was previewed.",
      footer,
    ]);
  }
  const { environments } = results;
  const head = paragraphs([commentMarker, `## Preview: ${headline(environments)}`, table(environments)]);
  const details = environments.map(describe).filter((text) => text !== "");
  return paragraphs([head, ...fitting(details, commentLimit - head.length - footer.length), footer]);
}

/** What an exit status of the preview means. */
export function outcome(status: number): string {
  if (status === 0) return "fine";
  if (status === 2) return "invalid configuration";
  if (status === 3) return "policy violated";
  return "internal error";
}

function headline(environments: readonly EnvironmentResult[]): string {
  const fine = environments.filter(({ status }) => status === 0).length;
  const all = environments.length;
  if (fine < all) return `${all - fine} of ${count(all, "environment")} ${all - fine === 1 ? "fails" : "fail"}`;
  return all === 1 ? "the environment is fine" : `all ${all} environments are fine`;
}

function table(environments: readonly EnvironmentResult[]): string {
  const rows = environments.map(({ environment, status, summary }) => [
    code(environment),
    status === 0 ? outcome(status) : `**${outcome(status)}**`,
    summary === undefined ? "–" : number(summary.counts.resources),
    summary?.cost === undefined ? "–" : `$${number(Math.round(summary.cost.usdPerMonth))}`,
    summary?.firstUp === undefined ? "–" : duration(summary.firstUp.seconds),
    summary === undefined ? "–" : findings(summary),
  ]);
  return [
    ["environment", "result", "resources", "cost per month", "first `up`", "policy"],
    [":--", ":--", "--:", "--:", "--:", ":--"],
    ...rows,
  ]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

function findings({ policy }: EnvironmentSummary): string {
  const told = (["mandatory", "advisory"] as const)
    .map((level) => ({ level, amount: policy.filter((finding) => finding.level === level).length }))
    .filter(({ amount }) => amount > 0)
    .map(({ level, amount }) => `${number(amount)} ${level}`);
  return told.length === 0 ? "no findings" : told.join(", ");
}

function describe(result: EnvironmentResult): string {
  const { environment, status, output, summary } = result;
  const content = paragraphs([
    ...(output.trim() === "" ? [] : [block(output)]),
    ...(summary === undefined ? [] : [listFindings(summary), listKinds(summary)].filter((text) => text !== "")),
  ]);
  if (content === "") return "";
  if (status !== 0) return paragraphs([`### ${code(environment)}: ${outcome(status)}`, content]);
  return `<details>\n<summary>${environment}</summary>\n\n${content}\n\n</details>`;
}

function listFindings({ policy }: EnvironmentSummary): string {
  const sorted = [
    ...policy.filter(({ level }) => level === "mandatory"),
    ...policy.filter(({ level }) => level === "advisory"),
  ];
  const shown = sorted
    .slice(0, findingLimit)
    .map(
      ({ level, rule, path, message, fix }) =>
        `- ${level === "mandatory" ? "**mandatory**" : level} ${code(rule)} at ${code(path)}: ${code(message)}, to mend it: ${code(fix)}`,
    );
  if (sorted.length > findingLimit) shown.push(`- ${number(sorted.length - findingLimit)} more`);
  return shown.join("\n");
}

function listKinds({ counts }: EnvironmentSummary): string {
  const kinds = Object.entries(counts.byKind).map(([kind, amount]) => `${number(amount)} ${code(kind)}`);
  return kinds.join(", ");
}

/** As many of the texts, from the first on, as fit; and a sentence for the others. */
function fitting(texts: readonly string[], room: number): string[] {
  const sentence = (amount: number) => `${count(amount, "environment")} more, for which there is no room here.`;
  let left = room - sentence(texts.length).length - 2;
  const end = texts.findIndex((text) => (left -= text.length + 2) < 0);
  return end === -1 ? [...texts] : [...texts.slice(0, end), sentence(texts.length - end)];
}

/** A text of one line as code, whatever is in it, within a table too. */
function code(text: string): string {
  const line = printable(text).replace(/\s+/g, " ").trim().replaceAll("|", "\\|");
  if (line === "") return "` `";
  const fence = "`".repeat(longestRun(line) + 1);
  return fence.length === 1 ? `\`${line}\`` : `${fence} ${line} ${fence}`;
}

/** A text of several lines as code, whatever is in it. */
function block(text: string): string {
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}text\n${printable(text).trimEnd()}\n${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

/** Without what a terminal or a browser would not show as a character: colours, control characters, changes of direction. */
function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/(?![\n\t])[\p{Cc}\p{Cf}\u2028\u2029]/gu, "");
}

function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  return minutes === 0 ? `${whole} s` : `${number(minutes)} min ${whole % 60} s`;
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}

function count(amount: number, noun: string): string {
  return `${number(amount)} ${noun}${amount === 1 ? "" : "s"}`;
}

function paragraphs(texts: readonly string[]): string {
  return texts.join("\n\n");
}
