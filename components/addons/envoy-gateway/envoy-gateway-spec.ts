import type { Problem } from "../../core";
import type { HelmOptions } from "../frame/helm-add-on";

/** Envoy Gateway, which carries out Gateways and routes by Envoys. A gateway with `provider: envoy` brings it. */
export interface EnvoyGatewaySpec extends HelmOptions {
  /**
   * Where its Envoys count requests together: `host:port` of a Valkey or Redis without TLS and password. A gateway with `rateLimitStore` sets it.
   * While it does not answer, requests are let through. Default: each Envoy counts for itself.
   */
  readonly rateLimitStore?: string | undefined;
}

/** What is wrong with its options. Paths are relative to them. */
export function checkEnvoyGatewayOptions({ rateLimitStore }: EnvoyGatewaySpec): Problem[] {
  return rateLimitStore === undefined ? [] : checkStoreAddress(rateLimitStore);
}

/** What is no address of a store: of an option `rateLimitStore`. */
export function checkStoreAddress(store: string): Problem[] {
  const port = Number(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?:([0-9]{1,5})$/.exec(store)?.[2] ?? 0);
  if (port >= 1 && port <= 65_535) return [];
  return [
    {
      path: ["rateLimitStore"],
      message: "this is no address of a store",
      // An address may carry a password.
      found: store.includes("@") ? "an address with credentials" : store === "" ? '""' : store,
      allowed: "host:port of a Valkey or Redis without TLS and without a password",
      fix: "write it like counters.example.internal:6379",
    },
  ];
}
