import { mkdirSync } from "node:fs";
import path from "node:path";
import { Platform } from "./add-ons-platform";
import { Timeline } from "./add-ons-timeline";
import { RefusingProxy } from "./chart-repository/refusing-proxy";
import { ChartRepository } from "./chart-repository/repository";
import { standInCharts } from "./chart-repository/stand-in-charts";
import { standInManifests } from "./chart-repository/stand-in-manifests";
import type { ControlPlane } from "./control-plane";
import { Engine, type EngineOptions, type Outcome, type Program } from "./engine";
import { currentTestBed } from "./test-bed";

export const imageMirror = "registry.example.com/mirror";

/** No run takes nearly as long; one that hangs tells what it was doing. */
const timeoutSeconds = 420;

/** What tests of add-ons work with: an engine that reaches nothing but this machine, and a repository of charts there. */
export class AddOnsBed {
  private constructor(
    readonly plane: ControlPlane,
    readonly kubectl: string,
    readonly platform: Platform,
    readonly repository: ChartRepository,
    readonly proxy: RefusingProxy,
    readonly timeline: Timeline,
    readonly engine: Engine,
  ) {}

  static async open(name: string, options: Pick<EngineOptions, "path" | "environment"> = {}): Promise<AddOnsBed> {
    const { plane, toolchain, folder: root } = await currentTestBed();
    const folder = path.join(root, name);
    mkdirSync(folder, { recursive: true });
    const repository = await ChartRepository.serve(folder, standInCharts());
    repository.addFiles(standInManifests());
    const proxy = await RefusingProxy.start();
    const timeline = new Timeline();
    const engine = await Engine.open({
      toolchain,
      folder,
      project: "add-ons",
      stack: name,
      ...options,
      environment: { ...proxy.environment, ...helmFolders(folder), ...options.environment },
      say: (line) => {
        timeline.take(line);
      },
    });
    return new AddOnsBed(plane, toolchain.kubectl, new Platform(plane), repository, proxy, timeline, engine);
  }

  /** Where everything is taken from. */
  get mirrors(): { readonly charts: string; readonly images: string; readonly manifests: string } {
    const { address } = this.repository;
    return { charts: address, images: imageMirror, manifests: address };
  }

  up(program: Program): Promise<Outcome> {
    this.timeline.clear();
    return this.engine.up(program, { timeoutSeconds });
  }

  preview(program: Program): Promise<Outcome> {
    return this.engine.preview(program, { timeoutSeconds });
  }

  destroy(): Promise<Outcome> {
    this.timeline.clear();
    return this.engine.destroy({ timeoutSeconds });
  }

  async close(): Promise<void> {
    await Promise.all([this.repository.close(), this.proxy.close()]);
  }
}

/** Expects that a run went well, and tells what went wrong if not. */
export function succeeded(outcome: Outcome): Outcome {
  expect(outcome.errors).toEqual([]);
  expect(outcome.succeeded).toBe(true);
  return outcome;
}

/** Where Helm keeps what it has looked up: with the test's own things, and not with the user's. */
function helmFolders(folder: string): Record<string, string> {
  const names = ["HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME"];
  return Object.fromEntries(names.map((name) => [name, path.join(folder, name.toLowerCase())]));
}
