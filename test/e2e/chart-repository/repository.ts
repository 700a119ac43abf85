import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { filesOf, type SmallChart } from "./small-chart";

const mediaTypes = {
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.cncf.helm.config.v1+json",
  chart: "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
} as const;

/** A repository of small charts on loopback, by HTTP and as an OCI registry that is only read; a server of files besides. It notes what it is asked for. */
export class ChartRepository {
  /** Paths that were asked for, since the start or the last `clear`. */
  readonly requests: string[] = [];

  private readonly archives = new Map<string, { readonly chart: SmallChart; readonly content: Buffer }>();
  private readonly files = new Map<string, string>();
  private readonly blobs = new Map<string, Buffer>();
  private readonly manifests = new Map<string, string>();

  private constructor(
    private readonly folder: string,
    private readonly server: Server,
  ) {}

  /**
   * Starts one, on a free port.
   * @param folder in which archives are made
   */
  static async serve(folder: string, charts: readonly SmallChart[]): Promise<ChartRepository> {
    const server = createServer();
    const repository = new ChartRepository(folder, server);
    server.on("request", ({ url = "/" }, response) => {
      repository.answer(decodeURIComponent(url), response);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    for (const chart of charts) repository.add(chart);
    return repository;
  }

  /** Its address as a repository of charts. */
  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Its address as a registry. */
  get registry(): string {
    return this.address.replace("http:", "oci:");
  }

  /** Adds a chart, or another version of one. */
  add(chart: SmallChart): void {
    const content = pack(this.folder, chart);
    this.archives.set(fileOf(chart), { chart, content });
    const { name, version, appVersion } = chart;
    const config = Buffer.from(JSON.stringify({ apiVersion: "v2", name, version, appVersion }));
    const layers = [{ mediaType: mediaTypes.chart, digest: this.keep(content), size: content.length }];
    const manifest = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: mediaTypes.manifest,
        config: { mediaType: mediaTypes.config, digest: this.keep(config), size: config.length },
        layers,
      }),
    );
    const digest = this.keep(manifest);
    // In a tag, a plus sign is written as an underscore.
    for (const tag of [version.replace("+", "_"), digest]) this.manifests.set(`/v2/${name}/manifests/${tag}`, digest);
  }

  /** Adds files, by path. */
  addFiles(files: Readonly<Record<string, string>>): void {
    for (const [file, text] of Object.entries(files)) this.files.set(file, text);
  }

  /** Forgets what it was asked for. */
  clear(): void {
    this.requests.length = 0;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
  }

  private answer(url: string, response: ServerResponse): void {
    this.requests.push(url);
    const digest = this.manifests.get(url) ?? /^\/v2\/.+\/blobs\/(sha256:\w+)$/.exec(url)?.[1];
    const blob = digest === undefined ? undefined : this.blobs.get(digest);
    const content = this.archives.get(url.slice(1))?.content ?? blob ?? this.text(url);
    if (content === undefined) {
      response.writeHead(404).end();
      return;
    }
    response
      .writeHead(200, {
        "content-length": content.length,
        "content-type": this.manifests.has(url) ? mediaTypes.manifest : "application/octet-stream",
        ...(digest === undefined ? {} : { "docker-content-digest": digest }),
      })
      .end(content); // which Node leaves out where only the head was asked for
  }

  private text(url: string): Buffer | undefined {
    if (url === "/index.yaml") return this.index();
    const file = url === "/v2/" || url === "/v2" ? "{}" : this.files.get(url);
    return file === undefined ? undefined : Buffer.from(file);
  }

  private index(): Buffer {
    const entries: Record<string, object[]> = {};
    for (const [file, { chart, content }] of this.archives) {
      const { name, version, appVersion } = chart;
      const entry = { apiVersion: "v2", name, version, appVersion, urls: [file], digest: sha256(content) };
      entries[name] = [...(entries[name] ?? []), entry];
    }
    return Buffer.from(JSON.stringify({ apiVersion: "v1", entries }));
  }

  private keep(content: Buffer): string {
    const digest = `sha256:${sha256(content)}`;
    this.blobs.set(digest, content);
    return digest;
  }
}

/** Name of the archive of a chart. */
export function fileOf({ name, version }: Pick<SmallChart, "name" | "version">): string {
  return `${name}-${version}.tgz`;
}

function pack(parent: string, chart: SmallChart): Buffer {
  const folder = mkdtempSync(path.join(parent, "chart-"));
  for (const [file, text] of Object.entries(filesOf(chart))) {
    const target = path.join(folder, chart.name, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  const archive = path.join(folder, fileOf(chart));
  const { status, stderr } = spawnSync(
    "tar",
    ["--create", "--gzip", "--file", archive, "--directory", folder, chart.name],
    {
      encoding: "utf8",
      timeout: 30_000,
    },
  );
  if (status !== 0) throw new Error(`tar: ${stderr}`);
  const content = readFileSync(archive);
  rmSync(folder, { recursive: true });
  return content;
}

function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
