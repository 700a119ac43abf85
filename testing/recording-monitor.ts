import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import * as rpc from "@pulumi/pulumi/runtime/rpc";
import * as provproto from "@pulumi/pulumi/proto/provider_pb";
import * as resproto from "@pulumi/pulumi/proto/resource_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { placeOf, type Place } from "./aws-fakes";
import { fakeOutputs, type FakeArgs, type FakeOutputs } from "./fakes";
import { markComponent, secretMark, shortType, unknownMark, type RecordedResource } from "./resource";

type Callback<T> = (error: Error | null, response: T | undefined) => void;

/** What a client adds to the fakes of this project: outputs for types of its own. */
export type FakeSource = (args: FakeArgs) => FakeOutputs | undefined;

/** A look-up that a program made, and the answer that a test gives to it. */
export type LookUps = Readonly<Record<string, LookUp>>;

type LookUp = (args: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;

interface InvokeRequest {
  getTok(): string;
  getArgs(): Struct | undefined;
}

const lookNothingUp =
  "a preview may look nothing up; take it from configuration, or give record() an answer in `lookUps`";
/** Answered by the engine itself, from its state: nothing outside of the program is asked. */
const stateLookUp = "pulumi:pulumi:getResource";
const stackType = "pulumi:pulumi:Stack";

/**
 * Stands in for the Pulumi engine: keeps every resource that a program registers, and answers with fake outputs.
 * It makes nothing, so it cannot tell whether a provider would accept what it is given.
 */
export class RecordingMonitor extends MockMonitor {
  readonly #registrations = new Map<string, Registration>();
  readonly #objections: string[] = [];

  constructor(
    private readonly project: string,
    private readonly stack: string,
    private readonly fakes: FakeSource = () => undefined,
    private readonly lookUps: LookUps = {},
  ) {
    super({ newResource: unused, call: unused }); // every method that would use them is overridden below
  }

  /** Everything that was registered, by path. The stack itself is not among it. */
  recorded(): RecordedResource[] {
    const reader = new Reader(this.#registrations);
    return [...this.#registrations.values()]
      .map((registration) => reader.read(registration))
      .sort((one, other) => compare(one.path, other.path));
  }

  /** What the program did that a preview cannot answer, or the engine would refuse. */
  get objections(): readonly string[] {
    return this.#objections;
  }

  get count(): number {
    return this.#registrations.size;
  }

  override registerResource(
    request: resproto.RegisterResourceRequest,
    callback: Callback<resproto.RegisterResourceResponse>,
  ): Promise<void> {
    // A component answers in a turn of its own. Its children wait for it, so they come one component after the other
    // instead of all at once, which takes half of the memory in a program of thousands of resources.
    const answer = () => {
      callback(null, this.register(request));
    };
    if (request.getCustom()) answer();
    else setImmediate(answer);
    return Promise.resolve();
  }

  override registerResourceOutputs(
    request: resproto.RegisterResourceOutputsRequest,
    callback: Callback<Record<string, never>>,
  ): void {
    const registration = this.#registrations.get(request.getUrn());
    if (registration !== undefined) registration.outputs = request.getOutputs()?.toJavaScript() ?? {};
    callback(null, {});
  }

  override invoke(request: InvokeRequest, callback: Callback<provproto.InvokeResponse>): Promise<void> {
    const token = request.getTok();
    const own: LookUp = ({ urn }) => this.stateOf(String(urn));
    const answer = token === stateLookUp ? own : this.lookUps[token];
    if (answer === undefined) this.object(`the program looked up ${token}`, lookNothingUp);
    const result = answer?.(request.getArgs()?.toJavaScript() ?? {}) ?? {};
    const response = new provproto.InvokeResponse();
    response.setReturn(Struct.fromJavaScript(result as Record<string, JavaScriptValue>));
    callback(null, response);
    return Promise.resolve();
  }

  override readResource(
    request: resproto.ReadResourceRequest,
    callback: Callback<resproto.ReadResourceResponse>,
  ): Promise<void> {
    this.object(`the program read the existing ${request.getType()} ${request.getName()}`, lookNothingUp);
    const response = new resproto.ReadResourceResponse();
    response.setUrn(this.urnOf(request.getParent(), request.getType(), request.getName()));
    response.setProperties(new Struct());
    callback(null, response);
    return Promise.resolve();
  }

  call(request: { getTok(): string }, callback: Callback<provproto.CallResponse>): void {
    this.object(
      `the program called ${request.getTok()}`,
      "only a provider can answer; use what the resource has as outputs",
    );
    const response = new provproto.CallResponse();
    response.setReturn(new Struct());
    callback(null, response);
  }

  override supportsFeature(request: { getId(): string }, callback: Callback<{ getHassupport(): boolean }>): void {
    // Outputs stay values, so that inputs can be read; transforms and hooks would need a server of their own.
    const missing = ["outputValues", "transforms", "invokeTransforms", "resourceHooks", "errorHooks"];
    callback(null, { getHassupport: () => !missing.includes(request.getId()) });
  }

  /** The SDK asks for the state of what it has just registered where a remote component is given a resource whole. */
  private stateOf(urn: string): Readonly<Record<string, unknown>> {
    const registration = this.#registrations.get(urn);
    if (registration === undefined) this.object(`the program asked for ${urn}`, "it has not registered this");
    const { id = "", ...outputs } = registration?.outputs ?? {};
    return { urn, id, state: { ...registration?.inputs, ...outputs } };
  }

  private object(message: string, fix: string): void {
    this.#objections.push(`${message}: ${fix}`);
  }

  private register(request: resproto.RegisterResourceRequest): resproto.RegisterResourceResponse {
    const type = request.getType();
    const name = request.getName();
    const urn = this.urnOf(request.getParent(), type, name);
    const object = request.getObject() ?? new Struct();
    const response = new resproto.RegisterResourceResponse();
    response.setUrn(urn);
    response.setObject(object);
    if (type === stackType) return response;

    if (this.#registrations.has(urn)) {
      this.object(`two resources of type ${type} have the name ${name}`, "a name is unique below its parent");
    }
    const inputs = object.toJavaScript();
    const isMade = request.getCustom() || request.getRemote();
    const fake = isMade ? this.fakeFor({ type, name, urn, inputs, ...this.placeOf(request) }) : undefined;
    const outputs = fake === undefined ? {} : markSecrets(fake.outputs, request.getAdditionalsecretoutputsList());
    this.#registrations.set(urn, {
      request,
      urn,
      inputs,
      outputs: fake === undefined ? {} : { id: fake.id, ...outputs },
    });
    // A remote component answers with its outputs alone, every other resource with its inputs too.
    const state = request.getRemote() ? new Struct() : object;
    response.setObject(state);
    if (fake !== undefined && request.getCustom()) response.setId(fake.id);
    for (const [output, value] of Object.entries(outputs)) state.getFieldsMap().set(output, structValue(value));
    request.clearObject();
    return response;
  }

  /** Region and account of the AWS provider that makes it, or for a remote component what is in it. */
  private placeOf(request: resproto.RegisterResourceRequest): Place {
    return placeOf(this.#registrations.get(providerUrn(request))?.inputs ?? {});
  }

  private fakeFor(args: FakeArgs): FakeOutputs {
    const fake = this.fakes(args) ?? fakeOutputs(args);
    if (fake === undefined) {
      this.object(
        `no fake outputs are known for ${args.type} (${args.name})`,
        "add them to the option `fakes` of record()",
      );
    }
    return fake ?? { id: args.urn, outputs: {} };
  }

  /** As the engine builds it. */
  private urnOf(parent: string, type: string, name: string): string {
    const parentTypes = parent.split("::")[2] ?? stackType;
    const qualified = parentTypes === stackType ? type : `${parentTypes}$${type}`;
    return `urn:pulumi:${this.stack}::${this.project}::${qualified}::${name}`;
  }
}

/** A registration as the SDK sent it, until all are there and paths can be given. */
interface Registration {
  readonly request: resproto.RegisterResourceRequest;
  readonly urn: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  outputs: Readonly<Record<string, unknown>>;
}

/** Writes registrations as a person reads them: paths for URNs, and words for what cannot be shown. */
class Reader {
  readonly #paths = new Map<string, string>();

  constructor(registrations: ReadonlyMap<string, Registration>) {
    const siblings = new Map<string, number>();
    for (const { request } of registrations.values()) {
      const key = siblingKey(request);
      siblings.set(key, (siblings.get(key) ?? 0) + 1);
    }
    // A parent is registered before its children, so its path is there.
    for (const { request, urn } of registrations.values()) {
      const parent = this.#paths.get(request.getParent());
      const isAmbiguous = (siblings.get(siblingKey(request)) ?? 0) > 1;
      const type = isAmbiguous ? request.getType() : shortType(request.getType());
      this.#paths.set(urn, `${parent === undefined ? "" : `${parent}/`}${type}:${request.getName()}`);
    }
  }

  read({ request, urn, inputs, outputs }: Registration): RecordedResource {
    const resource: RecordedResource = {
      path: this.pathOf(urn),
      type: request.getType(),
      name: request.getName(),
      parent: this.#paths.get(request.getParent()) ?? null,
      provider: this.providerOf(request),
      inputs: this.readable(inputs),
      outputs: this.readable(outputs),
      dependsOn: this.pathsOf(request.getDependenciesList()),
      propertyDependencies: this.propertyDependenciesOf(request),
      protect: request.getProtect() ?? false,
      ignoreChanges: request.getIgnorechangesList(),
      deletedWith: this.#paths.get(request.getDeletedwith()) ?? null,
      remote: request.getRemote(),
    };
    return request.getCustom() ? resource : markComponent(resource);
  }

  private pathOf(urn: string): string {
    return this.#paths.get(urn) ?? urn;
  }

  private pathsOf(urns: readonly string[]): string[] {
    return [...new Set(urns.map((urn) => this.pathOf(urn)))].sort(compare);
  }

  private providerOf(request: resproto.RegisterResourceRequest): string | null {
    return this.#paths.get(providerUrn(request)) ?? null;
  }

  private propertyDependenciesOf(request: resproto.RegisterResourceRequest): Record<string, string[]> {
    const paths: Record<string, string[]> = {};
    request.getPropertydependenciesMap().forEach((dependencies, input) => {
      if (dependencies.getUrnsList().length > 0) paths[input] = this.pathsOf(dependencies.getUrnsList());
    });
    return paths;
  }

  private readable(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.readableValue(inner)]));
  }

  private readableValue(value: unknown): unknown {
    if (value === rpc.unknownValue) return unknownMark;
    if (Array.isArray(value)) return value.map((item) => this.readableValue(item));
    if (typeof value !== "object" || value === null) return value;
    const record = value as Record<string, unknown>;
    switch (record[rpc.specialSigKey]) {
      case undefined:
        return this.readable(record);
      case rpc.specialSecretSig:
        return secretMark;
      case rpc.specialResourceSig:
        return { path: this.pathOf(String(record.urn)) };
      default:
        return this.readable(Object.fromEntries(Object.entries(record).filter(([key]) => key !== rpc.specialSigKey)));
    }
  }
}

/**
 * The provider of a resource, to which the SDK refers as `<urn>::<id>`. A remote component is made by a plugin that is
 * not configured, and hands the provider of its own package that it is given, or that of AWS, on to what it makes.
 */
function providerUrn(request: resproto.RegisterResourceRequest): string {
  const providers = request.getProvidersMap();
  const pkg = request.getType().split(":")[0] ?? "";
  const reference = request.getRemote() ? (providers.get(pkg) ?? providers.get("aws") ?? "") : request.getProvider();
  return reference.slice(0, reference.lastIndexOf("::"));
}

function siblingKey(request: resproto.RegisterResourceRequest): string {
  return `${request.getParent()}/${shortType(request.getType())}:${request.getName()}`;
}

function markSecrets(
  outputs: Readonly<Record<string, unknown>>,
  secret: readonly string[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [
      name,
      secret.includes(name) ? { [rpc.specialSigKey]: rpc.specialSecretSig, value } : value,
    ]),
  );
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
