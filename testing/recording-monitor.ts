import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import * as rpc from "@pulumi/pulumi/runtime/rpc";
import * as resproto from "@pulumi/pulumi/proto/resource_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { fakeOutputs, type FakeArgs, type FakeOutputs } from "./fakes";
import { shortType, type RecordedResource } from "./resource";

type Callback<T> = (error: Error | null, response: T | undefined) => void;

/** What a client adds to the fakes of this project: outputs for types of its own. */
export type FakeSource = (args: FakeArgs) => FakeOutputs | undefined;

/** A look-up that a program made, and the answer that a test gives to it. */
export type LookUps = Readonly<Record<string, (args: Readonly<Record<string, unknown>>) => Record<string, unknown>>>;

const stackType = "pulumi:pulumi:Stack";

/**
 * Stands in for the Pulumi engine: keeps every resource that a program registers, and answers with fake outputs.
 * It makes nothing, so it cannot tell whether a provider would accept what it is given.
 */
export class RecordingMonitor extends MockMonitor {
  readonly #resources = new Map<string, RecordedResource>();
  readonly #paths = new Map<string, string>();
  readonly #takenPaths = new Set<string>();

  constructor(
    private readonly project: string,
    private readonly stack: string,
    private readonly fakes: FakeSource = () => undefined,
    private readonly lookUps: LookUps = {},
  ) {
    super({ newResource: unused, call: unused });
  }

  /** Everything that was registered, by path. The stack itself is not among it. */
  recorded(): RecordedResource[] {
    return [...this.#resources.values()].sort((one, other) => compare(one.path, other.path));
  }

  get count(): number {
    return this.#resources.size;
  }

  override registerResource(
    request: resproto.RegisterResourceRequest,
    callback: Callback<resproto.RegisterResourceResponse>,
  ): Promise<void> {
    // A component answers in a turn of its own. Its children wait for it, so they come one component after the other
    // instead of all at once, which takes half of the memory in a program of thousands of resources.
    if (request.getCustom()) this.answer(request, callback);
    else setImmediate(() => { this.answer(request, callback); });
    return Promise.resolve();
  }

  override registerResourceOutputs(
    request: resproto.RegisterResourceOutputsRequest,
    callback: Callback<Record<string, never>>,
  ): void {
    const resource = this.#resources.get(request.getUrn());
    if (resource !== undefined) resource.outputs = this.readable(request.getOutputs()?.toJavaScript() ?? {});
    callback(null, {});
  }

  override invoke(
    request: { getTok(): string; getArgs(): Struct | undefined },
    callback: Callback<{ getReturn(): Struct; getFailuresList(): never[] }>,
  ): Promise<void> {
    const token = request.getTok();
    const answer = this.lookUps[token];
    if (answer === undefined) {
      callback(
        new Error(
          `the program looked up ${token}: a preview may look nothing up; take the value from configuration or the catalogue`,
        ),
        undefined,
      );
    } else {
      const result = Struct.fromJavaScript(
        answer(request.getArgs()?.toJavaScript() ?? {}) as Record<string, JavaScriptValue>,
      );
      callback(null, { getReturn: () => result, getFailuresList: () => [] });
    }
    return Promise.resolve();
  }

  override readResource(request: resproto.ReadResourceRequest, callback: Callback<never>): Promise<void> {
    callback(
      new Error(
        `the program read the existing ${request.getType()} ${request.getName()}: a preview may look nothing up`,
      ),
      undefined,
    );
    return Promise.resolve();
  }

  call(request: { getTok(): string }, callback: Callback<never>): void {
    callback(new Error(`the program called ${request.getTok()}, which only a provider can answer`), undefined);
  }

  override supportsFeature(request: { getId(): string }, callback: Callback<{ getHassupport(): boolean }>): void {
    // Outputs stay values, so that inputs can be read; transforms and hooks would need a server of their own.
    const missing = ["outputValues", "transforms", "invokeTransforms", "resourceHooks", "errorHooks"];
    callback(null, { getHassupport: () => !missing.includes(request.getId()) });
  }

  private answer(
    request: resproto.RegisterResourceRequest,
    callback: Callback<resproto.RegisterResourceResponse>,
  ): void {
    try {
      callback(null, this.register(request));
    } catch (error) {
      callback(error as Error, undefined);
    }
  }

  private register(request: resproto.RegisterResourceRequest): resproto.RegisterResourceResponse {
    const type = request.getType();
    const urn = this.urnOf(request.getParent(), type, request.getName());
    const object = request.getObject() ?? new Struct();
    const response = new resproto.RegisterResourceResponse();
    response.setUrn(urn);
    if (type === stackType) {
      response.setObject(object);
      return response;
    }
    if (this.#resources.has(urn)) {
      throw new Error(
        `two resources of type ${type} have the name ${request.getName()}: a name is unique below its parent`,
      );
    }
    const path = this.pathOf(request.getParent(), type, request.getName());
    this.#paths.set(urn, path);
    const raw = object.toJavaScript();
    const isCustom = request.getCustom() || request.getRemote();
    const fake = isCustom ? this.fakeFor({ type, name: request.getName(), urn, inputs: raw }) : undefined;
    this.#resources.set(urn, {
      path,
      type,
      name: request.getName(),
      parent: this.#paths.get(request.getParent()) ?? null,
      provider: this.providerOf(request),
      inputs: this.readable(raw),
      outputs: fake === undefined ? {} : { id: fake.id, ...this.readable(fake.outputs) },
      dependsOn: this.pathsOf(request.getDependenciesList()),
      propertyDependencies: this.propertyDependenciesOf(request),
      protect: request.getProtect() ?? false,
      ignoreChanges: request.getIgnorechangesList(),
      deletedWith: this.#paths.get(request.getDeletedwith()) ?? null,
      remote: request.getRemote(),
    });
    if (fake !== undefined) {
      response.setId(fake.id);
      for (const [name, output] of Object.entries(fake.outputs)) {
        const isSecret = request.getAdditionalsecretoutputsList().includes(name);
        const value = isSecret ? { [rpc.specialSigKey]: rpc.specialSecretSig, value: output } : output;
        object.getFieldsMap().set(name, structValue(value));
      }
    }
    response.setObject(object);
    return response;
  }

  private fakeFor(args: FakeArgs): FakeOutputs {
    return this.fakes(args) ?? fakeOutputs(args);
  }

  /** As the engine builds it. */
  private urnOf(parent: string, type: string, name: string): string {
    const parentTypes = parent.split("::")[2] ?? stackType;
    const qualified = parentTypes === stackType ? type : `${parentTypes}$${type}`;
    return `urn:pulumi:${this.stack}::${this.project}::${qualified}::${name}`;
  }

  /** Two siblings whose types end alike are told apart by their whole types. */
  private pathOf(parent: string, type: string, name: string): string {
    const parentPath = this.#paths.get(parent);
    const prefix = parentPath === undefined ? "" : `${parentPath}/`;
    const short = `${prefix}${shortType(type)}:${name}`;
    const path = this.#takenPaths.has(short) ? `${prefix}${type}:${name}` : short;
    this.#takenPaths.add(path);
    return path;
  }

  private providerOf(request: resproto.RegisterResourceRequest): string | null {
    const reference = request.getProvider();
    return this.#paths.get(reference.slice(0, reference.lastIndexOf("::"))) ?? null;
  }

  private propertyDependenciesOf(request: resproto.RegisterResourceRequest): Record<string, string[]> {
    const paths: Record<string, string[]> = {};
    request.getPropertydependenciesMap().forEach((dependencies, input) => {
      if (dependencies.getUrnsList().length > 0) paths[input] = this.pathsOf(dependencies.getUrnsList());
    });
    return paths;
  }

  private pathsOf(urns: readonly string[]): string[] {
    return [...new Set(urns.map((urn) => this.#paths.get(urn) ?? urn))].sort(compare);
  }

  /** The engine's way to write secrets, unknowns and resources, as a person reads them. */
  private readable(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.readableValue(inner)]));
  }

  private readableValue(value: unknown): unknown {
    if (value === rpc.unknownValue) return { unknown: true };
    if (Array.isArray(value)) return value.map((item) => this.readableValue(item));
    if (typeof value !== "object" || value === null) return value;
    const record = value as Record<string, unknown>;
    switch (record[rpc.specialSigKey]) {
      case undefined:
        return this.readable(record);
      case rpc.specialSecretSig:
        return { secret: true };
      case rpc.specialResourceSig:
        return { path: this.#paths.get(String(record.urn)) ?? String(record.urn) };
      default:
        return this.readable(Object.fromEntries(Object.entries(record).filter(([key]) => key !== rpc.specialSigKey)));
    }
  }
}

/** Orders texts by their code units: the same on every machine, whatever its language. */
export function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function structValue(value: unknown) {
  const field = Struct.fromJavaScript({ value: value as JavaScriptValue })
    .getFieldsMap()
    .get("value");
  if (field === undefined) throw new Error("an output cannot be written");
  return field;
}

function unused(): never {
  throw new Error("the recording monitor answers by itself");
}
