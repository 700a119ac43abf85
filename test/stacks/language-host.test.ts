/**
 * `pulumi preview` and `pulumi up` as far as they concern the program: the SDK's own runner, started as the Pulumi CLI's
 * language host starts it, with Pulumi.yaml's options, against a monitor that records. This shows that index.ts, the
 * tsconfig it is run with, and the configuration as the engine hands it over work; the engine itself is in `npm run e2e`.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import {
  GetRootResourceResponse,
  type LogRequest,
  LogSeverity,
  SetRootResourceResponse,
} from "@pulumi/pulumi/proto/engine_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import {
  type RegisterResourceOutputsRequest,
  type RegisterResourceRequest,
  type RegisterResourceResponse,
  SupportsFeatureResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { parse, stringify } from "yaml";
import { readConfigFile } from "../../stacks/config";
import { main } from "../../stacks/main";
import { record, RecordingMonitor, type RecordedResource } from "../../testing";

const projectFolder = path.resolve(__dirname, "..", "..");
const readYaml = (file: string): unknown => parse(readFileSync(path.join(projectFolder, file), "utf8"));

interface Outcome {
  readonly status: number | null;
  /** The errors that the program told the engine to print. */
  readonly log: readonly string[];
}

type Call<T> = grpc.ServerUnaryCall<T, unknown>;

/** Serves the monitor and the engine's log on loopback, runs the program, and ends both. */
async function runProgram(
  config: Readonly<Record<string, unknown>>,
  monitor: RecordingMonitor,
  kubeconfig = path.join(__dirname, "kubeconfig-that-is-not-there"),
): Promise<Outcome> {
  const log: string[] = [];
  const server = new grpc.Server();
  server.addService(ResourceMonitorService, {
    supportsFeature: (call: Call<{ getId(): string }>, callback: grpc.sendUnaryData<unknown>) => {
      monitor.supportsFeature(call.request, (_, answer) => {
        const response = new SupportsFeatureResponse();
        response.setHassupport(answer?.getHassupport() ?? false);
        callback(null, response);
      });
    },
    registerResource: (call: Call<RegisterResourceRequest>, callback: grpc.sendUnaryData<RegisterResourceResponse>) => {
      void monitor.registerResource(call.request, (error, response) => {
        callback(error, response);
      });
    },
    registerResourceOutputs: (call: Call<RegisterResourceOutputsRequest>, callback: grpc.sendUnaryData<Empty>) => {
      monitor.registerResourceOutputs(call.request, () => {
        callback(null, new Empty());
      });
    },
    signalAndWaitForShutdown: (_: unknown, callback: grpc.sendUnaryData<Empty>) => {
      callback(null, new Empty());
    },
  });
  server.addService(EngineService, {
    log: (call: Call<LogRequest>, callback: grpc.sendUnaryData<Empty>) => {
      if (call.request.getSeverity() === LogSeverity.ERROR) log.push(call.request.getMessage());
      callback(null, new Empty());
    },
    getRootResource: (_: unknown, callback: grpc.sendUnaryData<unknown>) => {
      callback(null, new GetRootResourceResponse());
    },
    setRootResource: (_: unknown, callback: grpc.sendUnaryData<unknown>) => {
      callback(null, new SetRootResourceResponse());
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  try {
    return { status: await startRunner(`127.0.0.1:${port}`, config, kubeconfig), log };
  } finally {
    server.forceShutdown();
  }
}

/** As `pulumi-language-nodejs` does: options of Pulumi.yaml as environment, the rest as flags. */
function startRunner(
  address: string,
  config: Readonly<Record<string, unknown>>,
  kubeconfig: string,
): Promise<number | null> {
  const project = readYaml("Pulumi.yaml") as { name: string; main: string; runtime: { options: { tsconfig: string } } };
  const values = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const flags = [
    `--monitor=${address}`,
    `--engine=${address}`,
    `--project=${project.name}`,
    "--stack=test",
    `--pwd=${projectFolder}`,
    "--dry-run",
  ];
  const runner = spawn(
    process.execPath,
    ["--stack-trace-limit=2", require.resolve("@pulumi/pulumi/cmd/run"), ...flags, project.main],
    {
      cwd: projectFolder,
      env: {
        ...process.env,
        PULUMI_NODEJS_TYPESCRIPT: "true",
        PULUMI_NODEJS_TSCONFIG_PATH: project.runtime.options.tsconfig,
        PULUMI_CONFIG: JSON.stringify(Object.fromEntries(values)),
        KUBECONFIG: kubeconfig,
      },
      stdio: "ignore",
      timeout: 60_000,
    },
  );
  return new Promise((resolve, reject) => {
    runner.on("error", reject);
    runner.on("exit", resolve);
  });
}

jest.setTimeout(60_000);

it("tells of a wrong configuration in full, and registers nothing", async () => {
  const monitor = new RecordingMonitor("slipway", "test");
  const { status, log } = await runProgram(
    { "slipway:cluster": { target: "existing" }, "slipway:shop": { replica: 1, exposure: "public" } },
    monitor,
  );
  expect(status).not.toBe(0);
  expect(log.join("\n")).toContain("Pulumi.test.yaml: 2 problems, nothing was changed.");
  expect(log.join("\n")).toContain("did you mean replicas?");
  expect(monitor.recorded()).toEqual([]);
});

it("tells of a missing kubeconfig, and makes no object", async () => {
  const monitor = new RecordingMonitor("slipway", "test");
  const { config } = readYaml("Pulumi.local.yaml") as { config: Record<string, unknown> };
  const { status, log } = await runProgram(config, monitor);
  expect(status).not.toBe(0);
  expect(log.join("\n")).toContain("slipway:cluster.kubeconfig\n   problem: there is no kubeconfig");
  expect(monitor.recorded().filter(({ type }) => type.startsWith("kubernetes:"))).toEqual([]);
});

it("registers what the offline preview shows, if the cluster answers", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "slipway-host-"));
  const cluster = createServer((_, response) => response.writeHead(401).end()).listen(0, "127.0.0.1");
  try {
    await once(cluster, "listening");
    const kubeconfig = path.join(folder, "kubeconfig");
    writeFileSync(kubeconfig, kubeconfigFor(`http://127.0.0.1:${(cluster.address() as AddressInfo).port}`));
    const monitor = new RecordingMonitor("slipway", "test");
    const { config } = readYaml("Pulumi.local.yaml") as { config: Record<string, unknown> };
    const outcome = await runProgram(config, monitor, kubeconfig);

    expect(outcome).toEqual({ status: 0, log: [] });
    const { resources } = await record(() => main(readConfigFile("local")), { stack: "test" });
    const provider = "ExistingCluster:cluster/kubernetes:cluster";
    const others = (all: readonly RecordedResource[]) => all.filter((resource) => resource.path !== provider);
    expect(others(monitor.recorded())).toEqual(others(resources));
    expect(monitor.recorded().find((resource) => resource.path === provider)?.inputs).toEqual({
      context: "only",
      clusterIdentifier: "only",
      kubeconfig: "",
      enableServerSideApply: "true",
      enableConfigMapMutable: "true",
      enableSecretMutable: "true",
      upsertExistingObjects: "false",
    });
  } finally {
    cluster.close();
    rmSync(folder, { recursive: true });
  }
});

it("registers what the offline preview shows of a cluster on EKS, and asks nothing but the monitor", async () => {
  const monitor = new RecordingMonitor("slipway", "test");
  const { config } = readYaml("Pulumi.dev.yaml") as { config: Record<string, unknown> };
  const outcome = await runProgram(config, monitor);

  expect(outcome).toEqual({ status: 0, log: [] });
  const { resources } = await record(() => main({ ...readConfigFile("dev"), environment: "test" }), { stack: "test" });
  expect(resources.filter(({ remote }) => remote).map(({ type }) => type)).toEqual([
    "eks:index:Cluster",
    "eks:index:ManagedNodeGroup",
    "eks:index:ManagedNodeGroup",
    "kubernetes:yaml/v2:ConfigGroup",
  ]);
  expect(monitor.recorded()).toEqual(resources);
  expect(monitor.objections).toEqual([]);
});

function kubeconfigFor(server: string): string {
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "only",
    contexts: [{ name: "only", context: { cluster: "here", user: "nobody" } }],
    clusters: [{ name: "here", cluster: { server } }],
    users: [{ name: "nobody", user: {} }],
  });
}
