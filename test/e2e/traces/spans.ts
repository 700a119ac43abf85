import { randomBytes } from "node:crypto";

/** A span as a test sends it. */
export interface SentSpan {
  readonly traceId: string;
  readonly name: string;
  /** Default: as long as nothing, 1 ms. */
  readonly milliseconds?: number | undefined;
  /** Default: no. */
  readonly failed?: boolean | undefined;
}

export const newTraceId = (): string => randomBytes(16).toString("hex");

/** A span that arrived, with the attributes of what it is from. */
export interface ArrivedSpan {
  readonly traceId: string;
  readonly name: string;
  readonly resource: Readonly<Record<string, string>>;
}

/** A request of OTLP by JSON. Source: the specification of OTLP 1.x, "JSON Protobuf Encoding". */
export function otlpRequest(
  service: string,
  spans: readonly SentSpan[],
  resource: Readonly<Record<string, string>> = {},
): string {
  const attributes = Object.entries({ "service.name": service, ...resource });
  const now = BigInt(Date.now()) * 1_000_000n;
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: attributes.map(([key, stringValue]) => ({ key, value: { stringValue } })) },
        scopeSpans: [
          {
            spans: spans.map(({ traceId, name, milliseconds = 1, failed = false }) => ({
              traceId,
              spanId: randomBytes(8).toString("hex"),
              name,
              kind: 2,
              startTimeUnixNano: String(now - BigInt(milliseconds) * 1_000_000n),
              endTimeUnixNano: String(now),
              status: failed ? { code: 2 } : {},
            })),
          },
        ],
      },
    ],
  });
}

interface OtlpBody {
  readonly resourceSpans: readonly {
    readonly resource?: { readonly attributes?: readonly { key: string; value: { stringValue?: string } }[] };
    readonly scopeSpans: readonly { readonly spans: readonly { traceId: string; name: string }[] }[];
  }[];
}

/** The spans of such a request. */
export function spansOf(body: string): ArrivedSpan[] {
  return (JSON.parse(body) as OtlpBody).resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const attributes = (resource?.attributes ?? []).map(({ key, value }) => [key, value.stringValue ?? ""] as const);
    return scopeSpans.flatMap(({ spans }) =>
      spans.map(({ traceId, name }) => ({ traceId, name, resource: Object.fromEntries(attributes) })),
    );
  });
}
