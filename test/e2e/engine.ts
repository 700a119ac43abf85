import type * as pulumi from "@pulumi/pulumi";
import { CommandError, LocalWorkspace, type ConfigMap, type OpMap, type Stack } from "@pulumi/pulumi/automation";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { Progress } from "./progress";
import { engineEnvironment, type Toolchain } from "./toolchain";

/** Registers resources and returns the stack's outputs. It is run anew for each preview and each update. */
export type Program = () => pulumi.Inputs | Promise<pulumi.Inputs>;

export interface EngineOptions {
  readonly toolchain: Toolchain;
  /** Holds the state; it is made if need be. */
  readonly folder: string;
  readonly project: string;
  readonly stack: string;
  /**
   * Operations at once. A Deployment or a Service spends its time waiting for the cluster, so many more than there are cores.
   * Default: 64; a shop of 60 objects on two cores gains nothing from more.
   */
  readonly parallel?: number;
  /** Folders that come first on the engine's PATH. Default: none. */
  readonly path?: readonly string[];
  /** More environment variables for the engine and its plugins. Default: none. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Takes a line for each resource that is finished, for each error, and when one takes long. Default: nothing is shown. */
  readonly say?: (line: string) => void;
}

export interface RunOptions {
  /** Stops the engine in good order: what has begun is finished or given up, and recorded. */
  readonly signal?: AbortSignal;
  /** Stops it likewise when the time is up. Default: 900. */
  readonly timeoutSeconds?: number;
}

/** How a run of the engine ended. A failure is told here and not thrown. */
export interface Outcome {
  readonly succeeded: boolean;
  /** Resources by operation, the stack itself and components included; `{}` if the engine failed before it began. */
  readonly changes: OpMap;
  /** What the engine called errors, whole; at least one if it failed. */
  readonly errors: readonly string[];
  /** From the start of the engine's process until it has reported its end. */
  readonly seconds: number;
}

/** It guards nothing, since what is in a sandbox is thrown away; but with it the engine encrypts secrets as for real. */
const passphrase = "sandbox";

/** The real engine on a program of this process, with its state in a folder. */
export class Engine {
  private constructor(
    private readonly stack: Stack,
    private readonly options: EngineOptions,
  ) {}

  /** Opens the stack, which is made if need be. */
  static async open(options: EngineOptions): Promise<Engine> {
    const state = path.join(options.folder, "state");
    const workDir = path.join(options.folder, "work");
    for (const folder of [state, workDir]) mkdirSync(folder, { recursive: true });
    const stack = await LocalWorkspace.createOrSelectStack(
      // The program comes with each run; the engine wants one here to know that it is one of this process.
      { projectName: options.project, stackName: options.stack, program: () => Promise.resolve({}) },
      {
        workDir,
        pulumiHome: options.toolchain.pulumiHome,
        pulumiCommand: options.toolchain.pulumi,
        projectSettings: { name: options.project, runtime: "nodejs", backend: { url: `file://${state}` } },
        secretsProvider: "passphrase",
        envVars: {
          ...engineEnvironment(options.toolchain, options.path),
          ...options.environment,
          PULUMI_CONFIG_PASSPHRASE: passphrase,
        },
      },
    );
    return new Engine(stack, options);
  }

  /** Where the stack's file is. */
  get projectFolder(): string {
    return path.join(this.options.folder, "work");
  }

  /** Sets values in the stack's file, by paths such as `slipway:applications.shop.services`; secrets are encrypted. */
  async configure(values: ConfigMap): Promise<void> {
    await this.stack.setAllConfig(values, true);
  }

  up(program: Program, options: RunOptions = {}): Promise<Outcome> {
    return this.run(options, (common) => this.stack.up({ ...common, program: asInline(program) }));
  }

  /** @param options.policyPack folder of a policy pack that is to agree */
  preview(program: Program, options: RunOptions & { readonly policyPack?: string } = {}): Promise<Outcome> {
    const policyPacks = options.policyPack === undefined ? [] : [options.policyPack];
    return this.run(options, (common) => this.stack.preview({ ...common, policyPacks, program: asInline(program) }));
  }

  refresh(options: RunOptions = {}): Promise<Outcome> {
    return this.run(options, (common) => this.stack.refresh(common));
  }

  /** @param options.previewOnly only plans it, which shows what is refused */
  destroy(options: RunOptions & { readonly previewOnly?: boolean } = {}): Promise<Outcome> {
    const { previewOnly = false } = options;
    return this.run(options, (common) => this.stack.destroy({ ...common, previewOnly }));
  }

  /** URNs of what the state holds. */
  async resources(): Promise<string[]> {
    // The SDK leaves the form of a deployment open; this is the part of it that has not changed since version 3.
    const state = (await this.stack.exportStack()) as {
      deployment: { resources?: readonly { readonly urn: string }[] };
    };
    return (state.deployment.resources ?? []).map(({ urn }) => urn);
  }

  private async run(
    options: RunOptions,
    command: (common: Pick<RunCommon, "color" | "onEvent" | "parallel" | "signal">) => Promise<unknown>,
  ): Promise<Outcome> {
    const progress = new Progress(this.options.say);
    const limit = AbortSignal.timeout((options.timeoutSeconds ?? 900) * 1000);
    const signal = options.signal === undefined ? limit : AbortSignal.any([options.signal, limit]);
    const begun = performance.now();
    let ended: number | undefined;
    let failure: unknown;
    try {
      await command({
        color: "never",
        parallel: this.options.parallel ?? 64,
        signal,
        onEvent: (event) => {
          progress.take(event);
          // The SDK asks for outputs and history afterwards, which is no part of the run.
          if (event.cancelEvent !== undefined || event.summaryEvent !== undefined) ended = performance.now();
        },
      });
    } catch (error) {
      failure = error;
    } finally {
      progress.close();
    }
    const unsaid = [
      ...(limit.aborted ? [`the engine was stopped after ${options.timeoutSeconds ?? 900} s`] : []),
      ...(failure !== undefined && progress.errors.length === 0 ? [messageOf(failure)] : []),
    ];
    for (const message of unsaid) this.options.say?.(`error: ${message}`);
    return {
      succeeded: failure === undefined,
      changes: progress.changes,
      errors: [...progress.errors, ...unsaid],
      seconds: ((ended ?? performance.now()) - begun) / 1000,
    };
  }
}

interface RunCommon {
  color: "never";
  onEvent: (event: Parameters<Progress["take"]>[0]) => void;
  parallel: number;
  signal: AbortSignal;
}

function asInline(program: Program): () => Promise<pulumi.Inputs> {
  return async () => program();
}

/** The part of the SDK's message that says something: it carries exit status and both streams, at length. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof CommandError)) return error.message;
  return /stderr: ([\s\S]*?)(?:\n err\?:|$)/.exec(error.message)?.[1]?.trim() ?? error.message;
}
