import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { GatewaySpec } from "../../../components/gateway";
import { describeWith } from "../test-bed";
import { findEnvoy } from "../toolchain";
import { call, calls, type Answer, type Call } from "./caller";
import { Authority } from "./certificates";
import { EnvoyOnLoopback, type EnvoyOptions, type EnvoyPrograms } from "./envoy-on-loopback";
import type { RoutedCase } from "./rendered";

/** Hosts that the gateways of the tests serve; each route has one of its own. */
export const servedHosts = "*.shop.test";

/** A gateway without TLS: what is held to requests is the same with it. */
export const plainGateway: GatewaySpec = { hosts: [servedHosts], tls: false };

/** What a test has in its hands. */
export interface EnvoyBench {
  readonly programs: EnvoyPrograms;
  readonly folder: string;
  readonly authority: Authority;
  /** Starts an Envoy that is stopped after the tests. */
  readonly start: (
    name: string,
    spec: GatewaySpec,
    cases: Readonly<Record<string, RoutedCase>>,
    more?: Pick<EnvoyOptions, "names" | "change">,
  ) => Promise<EnvoyOnLoopback>;
}

/** Tests with real Envoys, or where the programs cannot be had one that is skipped and says why. */
export function describeEnvoy(title: string, tests: (bench: () => EnvoyBench) => void): void {
  describeWith(title, findEnvoy(), (programs) => {
    let bench: EnvoyBench | undefined;
    const started: EnvoyOnLoopback[] = [];

    beforeAll(async () => {
      const folder = mkdtempSync(path.join(tmpdir(), "slipway-envoy-"));
      const authority = await Authority.make(path.join(folder, "authority"));
      const start: EnvoyBench["start"] = async (name, spec, cases, more = {}) => {
        const options = { programs, folder: path.join(folder, name), spec, cases, authority, ...more };
        const envoy = await EnvoyOnLoopback.start(options);
        started.push(envoy);
        return envoy;
      };
      bench = { programs, folder, authority, start };
    });

    afterAll(async () => {
      await Promise.all(started.map((envoy) => envoy.stop()));
      if (bench !== undefined) rmSync(bench.folder, { recursive: true, force: true });
    });

    tests(() => {
      if (bench === undefined) throw new Error("the bench is there within tests only");
      return bench;
    });
  });
}

/** Route of a case: everything of its own host. */
export function hostOf(name: string): string {
  return `${name}.shop.test`;
}

/** Asks an Envoy for something of a case. */
export function ask(envoy: EnvoyOnLoopback, name: string, asked: Omit<Call, "host"> = {}): Promise<Answer> {
  return call(envoy.httpPort, { host: hostOf(name), ...asked });
}

/** The same several times, `parallel` at once. */
export function askOften(
  envoy: EnvoyOnLoopback,
  name: string,
  count: number,
  { parallel = 1, ...asked }: Omit<Call, "host"> & { readonly parallel?: number } = {},
): Promise<readonly Answer[]> {
  return calls(envoy.httpPort, count, { host: hostOf(name), ...asked }, parallel);
}
