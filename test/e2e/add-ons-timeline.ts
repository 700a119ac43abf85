/** An operation of the engine, with the moments between which it ran, in milliseconds of one clock. */
export interface TimedOperation {
  /** As the engine's line begins: `+` for what was made, `-` for what was deleted. */
  readonly sign: string;
  readonly kind: string;
  readonly name: string;
  readonly begun: number;
  readonly ended: number;
}

/** The engine's lines say a time in tenths of a second, so a moment that is reckoned from one is off by half of one at most. */
const rounding = 60;

/** What the engine did, and when, read from its lines as they come. */
export class Timeline {
  readonly operations: TimedOperation[] = [];

  /** Takes a line of the engine; what is no finished operation is not kept. */
  take(line: string): void {
    const [, sign, kind, name, seconds] = /^ {2}([-+~±=]) (\S+) (\S+) {2}([\d.]+) s$/.exec(line) ?? [];
    if (sign === undefined || kind === undefined || name === undefined) return;
    const ended = performance.now();
    this.operations.push({ sign, kind, name, begun: ended - Number(seconds) * 1000, ended });
  }

  clear(): void {
    this.operations.length = 0;
  }

  /** What was done to resources, such as `+ Release add-ons-keda`, in the order of the alphabet. */
  get done(): string[] {
    return this.operations.map(({ sign, kind, name }) => `${sign} ${kind} ${name}`).sort();
  }

  /** The operation of a line such as `+ Release add-ons-keda`. */
  find(what: string): TimedOperation {
    const found = this.operations.find(({ sign, kind, name }) => `${sign} ${kind} ${name}` === what);
    if (found === undefined) throw new Error(`there is no "${what}" among:\n${this.done.join("\n")}`);
    return found;
  }
}

/** Pairs of which the second began before the first had ended. */
export function notAfter(pairs: readonly (readonly [first: TimedOperation, second: TimedOperation])[]): string[] {
  return pairs
    .filter(([first, second]) => second.begun < first.ended - rounding)
    .map(([first, second]) => `${second.kind} ${second.name} did not wait for ${first.kind} ${first.name}`);
}
