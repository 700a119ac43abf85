/** A way of logs between shippers and the store, by Logstash: which, and what is done to them. */
export interface LogPipelineSpec {
  /** Logs that go through it: those for which all is so that is said. What goes through none is kept as it is. */
  readonly from: LogSource;
  /** One after another. At the first that cannot read a line it goes to the data stream `logs-failed-default`, with the stage's name. */
  readonly stages: readonly LogStage[];
}

/** At least one of them. */
export interface LogSource {
  readonly namespaces?: readonly string[] | undefined;
  /** By the label `app.kubernetes.io/name` of their pods. */
  readonly workloads?: readonly string[] | undefined;
  readonly containers?: readonly string[] | undefined;
}

/** What is done to lines: exactly one of its kinds. Names of fields are written with dots: `http.request.method`. */
export interface LogStage {
  readonly json?: JsonStage | undefined;
  readonly grok?: GrokStage | undefined;
  readonly dissect?: DissectStage | undefined;
  readonly date?: DateStage | undefined;
  readonly mutate?: MutateStage | undefined;
  /** Lines are not kept. Needs `when`. */
  readonly drop?: true | undefined;
  /** Lines that it is for. Default: all. */
  readonly when?: LogCondition | undefined;
}

export const logStages = ["json", "grok", "dissect", "date", "mutate", "drop"] as const;
export type LogStageName = (typeof logStages)[number];

/** What a stage says that it does; names that are none too, where it was not written in TypeScript. */
export function kindsOf(stage: LogStage): string[] {
  return Object.entries(stage).flatMap(([key, value]) => (key === "when" || value === undefined ? [] : [key]));
}

/** Of one field, exactly one of the three. */
export interface LogCondition {
  readonly field: string;
  readonly equals?: string | number | boolean | undefined;
  /** Regular expression that some part of it matches. */
  readonly matches?: string | undefined;
  readonly exists?: boolean | undefined;
}

/** A line that is JSON. The store reads whole lines of JSON by itself: this is for those that are part of a field. */
export interface JsonStage {
  /** Default: `message`. */
  readonly from?: string | undefined;
  /** Default: `app`. */
  readonly into?: string | undefined;
}

/** Named parts by patterns, such as `%{IPORHOST:client.address} %{NUMBER:http.response.status_code:int}`. */
export interface GrokStage {
  /** Default: `message`. */
  readonly from?: string | undefined;
  /** The first that matches counts. */
  readonly patterns: readonly string[];
  /** Patterns of your own, by name in upper case. Default: none. */
  readonly definitions?: Readonly<Record<string, string>> | undefined;
}

/** Parts between fixed texts, such as `%{client.address} %{?ident} [%{time}]`: quicker than patterns. */
export interface DissectStage {
  /** Default: `message`. */
  readonly from?: string | undefined;
  readonly mapping: string;
}

/** The time of the line. */
export interface DateStage {
  readonly from: string;
  /** `ISO8601`, `UNIX`, `UNIX_MS`, or such as `dd/MMM/yyyy:HH:mm:ss Z`. */
  readonly formats: readonly string[];
  /** Such as `Europe/Berlin`, of times that do not say it. Default: UTC. */
  readonly timezone?: string | undefined;
}

export const fieldTypes = ["integer", "float", "string", "boolean"] as const;

/** Changes, in this order. */
export interface MutateStage {
  /** New names by old ones. */
  readonly rename?: Readonly<Record<string, string>> | undefined;
  readonly set?: Readonly<Record<string, string>> | undefined;
  readonly convert?: Readonly<Record<string, (typeof fieldTypes)[number]>> | undefined;
  /** Regular expressions and what stands in their place, such as numbers of cards. */
  readonly replace?: readonly { readonly field: string; readonly pattern: string; readonly with: string }[] | undefined;
  readonly lowercase?: readonly string[] | undefined;
  readonly remove?: readonly string[] | undefined;
}
