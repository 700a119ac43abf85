/**
 * The policy pack for CrossGuard, as the engine runs it: the process that it starts, asked over gRPC as it asks. What
 * the engine does with the answers, and that its language host finds the pack, is not shown here.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import * as grpc from "@grpc/grpc-js";
import type { Policies, PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzeRequest,
  type AnalyzeResponse,
  AnalyzerPropertyDependencies,
  AnalyzerProviderResource,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
  type AnalyzerInfo,
  EnforcementLevel,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { applyRules, awsRules, projectRules, secretRules, workloadRules, type Finding } from "../../policy";
import { policies } from "../../policy/pack/policies";
import { secretMark, unknownMark, type RecordedResource } from "../../testing";
import { hideIdentifiers, recordSound, type Unsound } from "./aws-program";

/** What a policy sees of a resource: a value that is known only after `up` throws when it is read. The SDK does not type it. */
const { unknownCheckingProxy } = jest.requireActual<{
  unknownCheckingProxy: (props: object) => Record<string, unknown>;
}>("@pulumi/policy");

const packFolder = path.resolve(__dirname, "..", "..", "policy", "pack");
const packRules = [...workloadRules, ...awsRules];

/** How the engine writes a text that is known only after `up`, and how it marks a secret. */
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const secretSignature = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

const unsound: Unsound = {
  clusterVpcConfig: { publicAccessCidrs: ["0.0.0.0/0"] },
  zones: ["eu-central-1a"],
  launchTemplate: { metadataOptions: { httpTokens: "optional" } },
  storageClass: { parameters: {} },
  without: ["flowLog"],
  protect: false,
};

describe("the process", () => {
  let pack: ChildProcess;
  let client: AnalyzerClient;

  beforeAll(async () => {
    const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
    // The address of the engine is only for what a pack asks of the engine; this one asks nothing.
    pack = spawn(process.execPath, [runner, "127.0.0.1:1", "."], {
      cwd: packFolder,
      stdio: ["ignore", "pipe", "inherit"],
    });
    if (pack.stdout === null) throw new Error("the pack has no output");
    const [port] = (await once(pack.stdout, "data")) as [Buffer];
    client = new AnalyzerClient(`127.0.0.1:${port.toString().trim()}`, grpc.credentials.createInsecure());
  }, 60_000);

  afterAll(async () => {
    client.close();
    const ended = once(pack, "exit");
    pack.kill();
    await ended;
  });

  test("tells a policy for each rule that can do without secrets, with its level", async () => {
    const info = await answer<AnalyzerInfo>((callback) => client.getAnalyzerInfo(new Empty(), callback));
    expect([info.getName(), info.getVersion()]).toEqual(["slipway", "0.1.0"]);
    const [, ...policyInfos] = info.getPoliciesList().map((one) => [one.getName(), one.getEnforcementlevel()]);
    expect(policyInfos).toEqual(
      projectRules.filter((rule) => !secretRules.includes(rule)).map(({ name, level }) => [name, levelOf(level)]),
    );
  });

  test.each<[title: string, changes: Unsound, inUp: boolean]>([
    ["a sound program, in a preview", {}, false],
    ["a sound program, in an up", {}, true],
    ["an unsound program, in a preview", unsound, false],
    ["an unsound program, in an up", unsound, true],
  ])("says of %s what the offline preview says", async (_, changes, inUp) => {
    const resources = await recordSound(changes);
    const expected = applyRules(packRules, resources);
    expect(expected.length > 0).toBe(changes === unsound);
    expect(await analyze(resources, inUp)).toEqual(expected.map(asDiagnostic));
  });

  test("reads secrets, which the engine hands to a pack in plain", async () => {
    const resources = (await recordSound()).map((resource) =>
      resource.type === "aws:ec2/launchTemplate:LaunchTemplate"
        ? { ...resource, inputs: { ...resource.inputs, userData: secretMark } }
        : resource,
    );
    expect(await analyze(resources, true)).toEqual([]);
  });

  /** Asks as the engine does: every resource with its inputs, then the stack with what is known of its outputs. */
  async function analyze(resources: readonly RecordedResource[], inUp: boolean): Promise<unknown[]> {
    const shown = (value: unknown) => (inUp ? value : hideIdentifiers(value)) as Record<string, unknown>;
    for (const resource of resources) {
      const request = new AnalyzeRequest();
      describeResource(request, resource, shown(resource.inputs), resources);
      await answer<AnalyzeResponse>((callback) => client.analyze(request, callback));
    }
    const stack = new AnalyzeStackRequest();
    stack.setResourcesList(
      resources.map((resource) => {
        const state = new AnalyzerResource();
        // AWS fills in what is not asked for, so a preview does not know it.
        const filledIn = { metadataOptions: unknownMark, tagsAll: unknownMark };
        describeResource(
          state,
          resource,
          { ...filledIn, ...shown({ ...resource.inputs, ...resource.outputs }) },
          resources,
        );
        state.setParent(resource.parent === null ? "" : urnOf(resource.parent));
        state.setDependenciesList(resource.dependsOn.map(urnOf));
        for (const [input, paths] of Object.entries(resource.propertyDependencies)) {
          const dependencies = new AnalyzerPropertyDependencies();
          dependencies.setUrnsList(paths.map(urnOf));
          state.getPropertydependenciesMap().set(input, dependencies);
        }
        return state;
      }),
    );
    const response = await answer<AnalyzeResponse>((callback) => client.analyzeStack(stack, callback));
    return response.getDiagnosticsList().map((diagnostic) => ({
      policy: diagnostic.getPolicyname(),
      level: diagnostic.getEnforcementlevel(),
      urn: diagnostic.getUrn(),
      message: diagnostic.getMessage(),
    }));
  }
});

describe("the policies", () => {
  test("take outputs for inputs where the engine showed none, and say nothing of what is unknown", async () => {
    const resources = await recordSound({ key: { enableKeyRotation: false }, fileSystem: { encrypted: false } });
    const states = resources.map((resource) =>
      asPolicyResource(
        resource.type === "aws:efs/fileSystem:FileSystem"
          ? { ...resource.inputs, encrypted: unknownText }
          : resource.inputs,
        resource,
        resources.find(({ path: providerPath }) => providerPath === resource.provider),
      ),
    );
    const reports: unknown[] = [];
    for (const policy of policies(packRules).filter(isStackPolicy)) {
      const stackTags = new Map<string, string>();
      const notApplicable = (): never => {
        throw new Error("every rule applies to every stack");
      };
      await policy.validateStack(
        { resources: states, stackTags, getConfig: notApplicable, notApplicable },
        (message, urn) => reports.push([policy.name, urn, message]),
      );
    }
    expect(reports).toEqual([["rotated-keys", "Key:cluster", "it is never rotated: set enableKeyRotation to true"]]);
  });
});

/** What the messages of the engine have in common. */
interface Description {
  setType(type: string): void;
  setUrn(urn: string): void;
  setName(name: string): void;
  setProperties(properties: Struct): void;
  setOptions(options: AnalyzerResourceOptions): void;
  setProvider(provider: AnalyzerProviderResource): void;
}

function describeResource(
  message: Description,
  resource: RecordedResource,
  properties: Readonly<Record<string, unknown>>,
  resources: readonly RecordedResource[],
): void {
  message.setType(resource.type);
  message.setUrn(urnOf(resource.path));
  message.setName(resource.name);
  message.setProperties(struct(properties));
  const options = new AnalyzerResourceOptions();
  options.setProtect(resource.protect);
  message.setOptions(options);
  const provider = resources.find(({ path: providerPath }) => providerPath === resource.provider);
  if (provider === undefined) return;
  const description = new AnalyzerProviderResource();
  description.setType(provider.type);
  description.setUrn(urnOf(provider.path));
  description.setName(provider.name);
  description.setProperties(struct(provider.inputs));
  message.setProvider(description);
}

function struct(value: Readonly<Record<string, unknown>>): Struct {
  return Struct.fromJavaScript(onWire(value) as Record<string, JavaScriptValue>);
}

function onWire(value: unknown): unknown {
  if (value === unknownMark) return unknownText;
  if (value === secretMark) return { ...secretSignature, value: "s3cret" };
  if (Array.isArray(value)) return value.map(onWire);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, onWire(inner)]));
}

function asPolicyResource(
  props: Readonly<Record<string, unknown>>,
  resource: RecordedResource,
  provider: RecordedResource | undefined,
): PolicyResource {
  const none = (): never => {
    throw new Error("a rule knows types by their tokens");
  };
  return {
    type: resource.type,
    name: resource.name,
    urn: resource.path,
    props: unknownCheckingProxy({ ...props, ...resource.outputs }),
    opts: {
      protect: resource.protect,
      ignoreChanges: [],
      aliases: [],
      additionalSecretOutputs: [],
      customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
    },
    ...(provider === undefined
      ? {}
      : { provider: { type: provider.type, name: provider.name, urn: provider.path, props: provider.inputs } }),
    dependencies: [],
    propertyDependencies: {},
    isType: none,
    asType: none,
  };
}

function isStackPolicy(policy: Policies[number]): policy is StackValidationPolicy {
  return "validateStack" in policy;
}

function urnOf(resourcePath: string): string {
  return `urn:pulumi:prod::slipway::${resourcePath}`;
}

function asDiagnostic({ rule, level, path: resourcePath, message, fix }: Finding): unknown {
  // The SDK puts the policy's description on a line before its message.
  const text = `Slipway rule ${rule}, see docs/policy.md\n${message}: ${fix}`;
  return { policy: rule, level: levelOf(level), urn: urnOf(resourcePath), message: text };
}

function levelOf(level: Finding["level"]): EnforcementLevel {
  return level === "mandatory" ? EnforcementLevel.MANDATORY : EnforcementLevel.ADVISORY;
}

function answer<T>(ask: (callback: (error: grpc.ServiceError | null, response: T) => void) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    ask((error, response) => {
      if (error === null) resolve(response);
      else reject(error);
    });
  });
}
