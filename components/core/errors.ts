import * as pulumi from "@pulumi/pulumi";

/** One thing that is wrong, told so that the reader can mend it without looking anything up. */
export interface Problem {
  /** Where: keys from the outside in, such as `["slipway:shop", "services", "cartservice", "replicas"]`. */
  readonly path: readonly (string | number)[];
  /** What is wrong, without a full stop. */
  readonly message: string;
  /** The value that was found, as the user wrote it. */
  readonly found?: string;
  /** What would be accepted. */
  readonly allowed?: string;
  /** How to mend it. */
  readonly fix: string;
  /** Line in the configuration file, from 1, where it is known. */
  readonly line?: number;
}

/**
 * The one error of this project: bad input, and everything that is wrong with it at once.
 * It is a `RunError`, so the Pulumi engine prints its message without a stack trace.
 */
export class SlipwayError extends pulumi.RunError {
  constructor(
    /** What was looked at: a file, or a component and its name. */
    readonly subject: string,
    readonly problems: readonly Problem[],
    /** What did not happen, as a whole program or only a part of it is refused. */
    readonly consequence = "nothing was changed",
  ) {
    super(formatProblems(subject, problems, consequence));
    this.name = "SlipwayError";
    // The engine does not print the frames of a RunError, but has Node format them, which on some releases takes 20 s for
    // frames within the SDK, whose source maps have paths without a package.
    this.stack = `${this.name}: ${this.message}`;
  }
}

/** Throws a `SlipwayError` if there is any problem. */
export function refuse(subject: string, problems: readonly Problem[], consequence?: string): void {
  if (problems.length > 0) throw new SlipwayError(subject, problems, consequence);
}

/** The same for a component: other parts of the program may have been registered before it. */
export function refuseComponent(type: string, name: string, problems: readonly Problem[]): void {
  refuse(`${type} ${name}`, problems, "nothing of it was registered");
}

/** The same problems, seen from further out. */
export function under(prefix: readonly (string | number)[], problems: readonly Problem[]): Problem[] {
  return problems.map((problem) => ({ ...problem, path: [...prefix, ...problem.path] }));
}

/** `slipway:shop.services.cartservice.env[2]`. */
export function formatPath(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    return text === "" ? key : `${text}.${key}`;
  }, "");
}

function formatProblems(subject: string, problems: readonly Problem[], consequence: string): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return [
    `${subject}: ${count}, ${consequence}.`,
    ...problems.map((problem, index) => formatProblem(subject, problem, index)),
  ].join("\n\n");
}

function formatProblem(subject: string, problem: Problem, index: number): string {
  const line = problem.line === undefined ? "" : ` (line ${problem.line})`;
  const rows = [
    `${index + 1}. ${problem.path.length === 0 ? subject : formatPath(problem.path)}${line}`,
    `   problem: ${problem.message}`,
    problem.found === undefined ? "" : `   found:   ${problem.found}`,
    problem.allowed === undefined ? "" : `   allowed: ${problem.allowed}`,
    `   fix:     ${problem.fix}`,
  ];
  return rows.filter((row) => row !== "").join("\n");
}
