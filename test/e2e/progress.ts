import type { EngineEvent, OpMap, OpType } from "@pulumi/pulumi/automation";

/** Takes what the engine reports, one event at a time: keeps changes and errors, and tells the terminal what matters. */
export class Progress {
  /** How many resources went through each kind of operation; complete only when the engine has ended. */
  changes: OpMap = {};
  /** What the engine called an error, whole, without colours. */
  readonly errors: string[] = [];

  private readonly started = new Map<string, number>();
  private readonly hints = new Map<string, string>();
  private readonly warned = new Set<string>();
  private lastLine = Date.now();
  private readonly ticker: NodeJS.Timeout;

  constructor(private readonly say: (line: string) => void = () => undefined) {
    this.ticker = setInterval(() => {
      this.remindOfWaiting();
    }, 1000);
    this.ticker.unref();
  }

  /** Ends the reminders. */
  close(): void {
    clearInterval(this.ticker);
  }

  take(event: EngineEvent): void {
    const { diagnosticEvent, policyEvent, resourcePreEvent, resOutputsEvent, resOpFailedEvent, summaryEvent } = event;
    if (resourcePreEvent !== undefined) {
      const { urn, new: now, old } = resourcePreEvent.metadata;
      // A component, and the stack itself, only wait for what is in them.
      if ((now ?? old)?.custom === true) this.started.set(urn, Date.now());
    }
    if (resOutputsEvent !== undefined) {
      const { op, urn, new: now, old } = resOutputsEvent.metadata;
      const isComponent = (now ?? old)?.custom !== true;
      this.finish(op, urn, resOutputsEvent.planning === true, "", isComponent);
    }
    if (resOpFailedEvent !== undefined) {
      const { op, urn } = resOpFailedEvent.metadata;
      this.finish(op, urn, false, "FAILED ", false);
    }
    if (diagnosticEvent !== undefined) {
      const { ephemeral, message, severity, urn } = diagnosticEvent;
      this.diagnose(plain(message), severity, urn, ephemeral === true);
    }
    if (policyEvent?.enforcementLevel === "mandatory") {
      this.diagnose(
        `policy ${policyEvent.policyName}: ${plain(policyEvent.message)}`,
        "error",
        policyEvent.resourceUrn,
        false,
      );
    }
    if (summaryEvent !== undefined) this.changes = summaryEvent.resourceChanges;
  }

  private finish(op: OpType, urn: string, planning: boolean, word: string, quiet: boolean): void {
    const begun = this.started.get(urn);
    this.started.delete(urn);
    this.hints.delete(urn);
    const sign = signs[op];
    if (sign === undefined || quiet) return;
    const seconds = planning || begun === undefined ? "" : `  ${((Date.now() - begun) / 1000).toFixed(1)} s`;
    this.print(`  ${sign} ${word}${describe(urn)}${seconds}`);
  }

  private diagnose(message: string, severity: string, urn: string | undefined, ephemeral: boolean): void {
    if (severity === "error") {
      if (this.errors.includes(message)) return;
      this.errors.push(message);
      this.print(urn === undefined || urn === "" ? `error: ${message}` : `error: ${describe(urn)}: ${message}`);
    } else if (ephemeral && urn !== undefined) {
      this.hints.set(urn, message);
    } else if (severity === "warning" && !this.warned.has(message) && !aboutOurPlugins.test(message)) {
      this.warned.add(message);
      this.print(`warning: ${message}`);
    }
  }

  private remindOfWaiting(): void {
    const now = Date.now();
    if (this.started.size === 0 || now - this.lastLine < 10_000) return;
    const [[urn, since] = ["", now]] = [...this.started].sort(([, a], [, b]) => a - b);
    const others = this.started.size === 1 ? "" : ` and ${this.started.size - 1} more`;
    const hint = this.hints.get(urn);
    const what = hint === undefined ? "" : `: ${hint}`;
    this.print(`  … ${describe(urn)}${others}, ${Math.round((now - since) / 1000)} s${what}`);
  }

  private print(line: string): void {
    this.lastLine = Date.now();
    this.say(line);
  }
}

/**
 * `12 created, 1 replaced, 40 unchanged`, or before it is done `12 to create, …`; `nothing` where there is nothing to do.
 */
export function describeChanges(changes: OpMap, isDone = true): string {
  const done: Partial<Record<OpType, string>> = {
    create: "created",
    update: "updated",
    replace: "replaced",
    delete: "deleted",
    import: "imported",
    same: "unchanged",
  };
  const planned: typeof done = Object.fromEntries(
    Object.keys(done).map((op) => [op, op === "same" ? "unchanged" : `to ${op}`]),
  );
  const parts = Object.entries(isDone ? done : planned)
    .map(([op, word]) => ({ word, count: countOf(changes, op) }))
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${count} ${word}`);
  return parts.length === 0 ? "nothing" : parts.join(", ");
}

/** Operations that change something, all kinds together. */
export function countChanges(changes: OpMap): number {
  return Object.entries(changes)
    .filter(([op]) => op !== "same")
    .reduce((sum, [, count]) => sum + count, 0);
}

function countOf(changes: OpMap, op: string): number {
  return Object.entries(changes).find(([name]) => name === op)?.[1] ?? 0;
}

/** The engine finds it odd that plugins come from PATH and in other versions. Which ones are used is said once, at the start. */
const aboutOurPlugins = /^using pulumi-resource-\S+ from \$PATH|^resource plugin \S+ is expected to have version/;

const signs: Partial<Record<OpType, string>> = {
  create: "+",
  update: "~",
  delete: "-",
  replace: "±",
  "create-replacement": "+",
  "delete-replaced": "-",
  import: "=",
};

/** `Deployment shop-cart` for `urn:pulumi:local::slipway::…$kubernetes:apps/v1:Deployment::shop-cart`. */
function describe(urn: string): string {
  const [, , types = "", ...name] = urn.split("::");
  const type = types.split("$").at(-1)?.split(":").at(-1) ?? types;
  return `${type} ${name.join("::")}`;
}

/** Without the engine's colour marks. */
function plain(message: string): string {
  return message.replace(/<\{%[^%]*%\}>/g, "").trim();
}
