import * as pulumi from "@pulumi/pulumi";
import { RecordingMonitor, type FakeSource, type LookUps } from "./recording-monitor";
import type { RecordedResource } from "./resource";

export interface RecordOptions {
  /** Name of the Pulumi project. Default: `slipway`. */
  readonly project?: string;
  /** Name of the stack. Default: `test`. */
  readonly stack?: string;
  /** Whether the program sees itself previewed (`true`, the default) or applied. */
  readonly preview?: boolean;
  /** Configuration, as the engine would hand it over: maps and lists as JSON. */
  readonly config?: Readonly<Record<string, string>>;
  /** Fake outputs for types that this project does not know. */
  readonly fakes?: FakeSource;
  /** Answers to look-ups, by token; one without an answer is an error. */
  readonly lookUps?: LookUps;
}

/** What a program registered. */
export interface Recording {
  /** Every resource, by path. */
  readonly resources: readonly RecordedResource[];
  /** The outputs of the stack. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

let running = false;

/**
 * Frames of a stack trace while a program runs: the SDK takes one for each promise, which would cost half of the time. It is
 * enough to see who threw; SLIPWAY_TRACE=1 shows all of it.
 */
const framesWhileRunning = 2;

/**
 * Runs a program without an engine, and returns what it registered. The Pulumi SDK keeps its state in the process, so
 * one program runs at a time.
 * @throws whatever the program throws, also from a promise that it did not wait for
 */
export async function record(program: () => unknown, options: RecordOptions = {}): Promise<Recording> {
  if (running) throw new Error("record() runs one program at a time: wait for the one before");
  running = true;
  const unhandled = catchUnhandled();
  const failures: unknown[] = [];
  const frames = Error.stackTraceLimit;
  if (process.env.SLIPWAY_TRACE !== "1") Error.stackTraceLimit = Math.min(frames, framesWhileRunning);
  try {
    const { project = "slipway", stack = "test", preview = true } = options;
    const monitor = new RecordingMonitor(project, stack, options.fakes, options.lookUps);
    pulumi.runtime.setMockOptions(monitor, project, stack, preview, "organization");
    pulumi.runtime.setAllConfig({ ...options.config });
    const outcome = pulumi.runtime.runInPulumiStack(() => attempt(program, failures));
    const outputs = await Promise.race([outcome, unhandled.happened]);
    await Promise.race([settle(monitor), unhandled.happened]);
    if (monitor.objections.length > 0) throw new Error(monitor.objections.join("\n"));
    if (failures.length > 0) throw failures[0];
    return { resources: monitor.recorded(), outputs: outputs ?? {} };
  } catch (error) {
    // What the program threw comes first: whatever else went wrong may follow from it.
    throw failures[0] ?? error;
  } finally {
    unhandled.release();
    Error.stackTraceLimit = frames;
    running = false;
  }
}

/** What the program throws is kept until everything has settled: the SDK would also report it as a promise of its own. */
async function attempt(program: () => unknown, failures: unknown[]): Promise<unknown> {
  try {
    return await program();
  } catch (error) {
    failures.push(error);
    return {};
  }
}

/** Waits until nothing is registered any more: an output may still cause a registration when the queue is empty. */
async function settle(monitor: RecordingMonitor): Promise<void> {
  let before = -1;
  while (before !== monitor.count) {
    before = monitor.count;
    await pulumi.runtime.disconnect();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** An error within an output is a promise that nobody waits for. Jest has it fail the test by itself. */
function catchUnhandled(): { happened: Promise<never>; release: () => void } {
  let report: (error: unknown) => void = () => undefined;
  const happened = new Promise<never>((_, reject) => {
    report = reject;
  });
  happened.catch(() => undefined);
  process.on("unhandledRejection", report);
  process.on("uncaughtException", report);
  return {
    happened,
    release: () => {
      process.off("unhandledRejection", report);
      process.off("uncaughtException", report);
    },
  };
}
