/** Milliseconds. Source: Envoy, `source/common/stats/histogram_impl.cc`, and the documentation of its statistics. */
export const envoyBoundaries = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000,
] as const;

/** Milliseconds. Sources: linkerd2-proxy, `linkerd/metrics/src/latency.rs`; NGINX Ingress Controller, `internal/metrics/collectors/latency.go`. */
export const decimalBoundaries = [
  1, 2, 3, 4, 5, 10, 20, 30, 40, 50, 100, 200, 300, 400, 500, 1000, 2000, 3000, 4000, 5000, 10_000, 20_000, 30_000,
  40_000, 50_000,
] as const;
