import { createServer as createPlain, type Server } from "node:http";
import { createServer as createSecure } from "node:https";
import type { Certificate } from "../gateways/certificates";

/** What a service is to count each second. */
export interface InjectedRates {
  readonly requests: number;
  readonly failed: number;
  /** Of the requests, those that take longer than 250 ms: 400 ms. */
  readonly slow: number;
}

/**
 * A service that shows counters of requests as OpenTelemetry's libraries do, which grow with time at rates that are injected: what it counts is known to the last
 * request, whatever the machine does besides.
 */
export class CountingService {
  readonly #began = Date.now();
  readonly #server: Server;
  /** Paths that were asked for. */
  readonly asked = new Set<string>();

  constructor(
    private readonly rates: InjectedRates,
    certificate?: Certificate,
  ) {
    const answer: Parameters<typeof createPlain>[1] = (request, response) => {
      this.asked.add(request.url ?? "");
      response.setHeader("content-type", "text/plain; version=0.0.4").end(this.metrics());
    };
    this.#server =
      certificate === undefined
        ? createPlain(answer)
        : createSecure({ cert: certificate.certificate, key: certificate.key }, answer);
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, "127.0.0.1", resolve);
    });
    const address = this.#server.address();
    if (typeof address !== "object" || address === null) throw new Error("the service does not listen");
    return address.port;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  private metrics(): string {
    const seconds = (Date.now() - this.#began) / 1000;
    const { requests, failed, slow } = this.rates;
    const name = "http_server_request_duration_seconds";
    // All failures are fast, so that the two promises differ.
    const codes = [
      ["200", requests - failed, requests - failed - slow],
      ["500", failed, failed],
    ] as const;
    return codes
      .flatMap(([code, all, within]) => {
        const labels = `http_request_method="GET",http_response_status_code="${code}"`;
        return [
          `${name}_bucket{${labels},le="0.1"} ${within * seconds}`,
          `${name}_bucket{${labels},le="0.25"} ${within * seconds}`,
          `${name}_bucket{${labels},le="0.5"} ${all * seconds}`,
          `${name}_bucket{${labels},le="+Inf"} ${all * seconds}`,
          `${name}_count{${labels}} ${all * seconds}`,
          `${name}_sum{${labels}} ${seconds}`,
        ];
      })
      .map((line) => `${line}\n`)
      .join("");
  }
}
