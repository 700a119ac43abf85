import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { etcdCertificates, type EtcdCertificateObject } from "../../components/discovery/etcd/etcd-certificates";
import { folders, planEtcd, type EtcdPlan } from "../../components/discovery/etcd/etcd-plan";
import { memberSpec } from "../../components/discovery/etcd/etcd-registry";
import { run, type CommandResult } from "./command";

/** The programs of etcd. */
export interface EtcdPrograms {
  readonly etcd: string;
  readonly etcdctl: string;
  readonly etcdutl: string;
}

const objectName = "registry";
const namespace = "shop";
/** Ports of each member on loopback: for clients, for the others, for probes. */
const kinds = ["client", "peer", "metrics"] as const;

/**
 * The members that the StatefulSet would have, as processes on loopback. Each is run with the arguments that its pods are given, in which the
 * following is put in place of others, and nothing else: variables of the pod, as the kubelet does; hosts and ports, as there is no DNS and
 * one address for all; paths of volumes.
 */
export class EtcdOnLoopback {
  readonly plan: EtcdPlan;
  readonly #members = new Map<number, ChildProcess>();
  /** Folders of data by member; one that is restored, or has lost its data, has another. */
  readonly #generations = new Map<number, number>();
  #state: "new" | "existing" = "new";

  constructor(
    readonly programs: EtcdPrograms,
    readonly folder: string,
    readonly firstPort: number,
  ) {
    this.plan = planEtcd(objectName, {});
  }

  get indexes(): number[] {
    return this.plan.cluster.members.map((_, index) => index);
  }

  /** Makes certificates as cert-manager is asked to, but that those of members are good for the one address that all have here. */
  async makeCertificates(): Promise<void> {
    const names = { objectName, headlessName: `${objectName}-headless`, namespace, members: this.plan.members };
    for (const object of etcdCertificates(names)) {
      if (object.kind === "Certificate") await this.#makeCertificate(object);
    }
  }

  /** Folder with the files of a certificate. */
  certificate(suffix: "server" | "peer" | "client"): string {
    return path.join(this.folder, suffix);
  }

  url(index: number, kind: (typeof kinds)[number]): string {
    return `${kind === "metrics" ? "http" : "https"}://127.0.0.1:${this.#port(index, kind)}`;
  }

  /** Starts a member, with its data if it has any. */
  start(index: number): void {
    const spec = memberSpec(objectName, { ...this.plan, cluster: { ...this.plan.cluster, state: this.#state } }, {});
    mkdirSync(this.#volume(index), { recursive: true });
    const log = openSync(this.log(index), "a");
    const args = (spec.args ?? []).map((argument) => this.#onLoopback(argument, index));
    const child = spawn(this.programs.etcd, args, { stdio: ["ignore", log, log] });
    closeSync(log);
    this.#members.set(index, child);
  }

  /** Ends a member at once, as the loss of its node does. */
  async kill(index: number): Promise<void> {
    await this.#end(index, "SIGKILL");
  }

  /** Ends every member that runs. */
  async stop(): Promise<void> {
    await Promise.all([...this.#members.keys()].map((index) => this.#end(index, "SIGTERM")));
  }

  /** Whether the process of a member has ended by itself. */
  hasEnded(index: number): boolean {
    return this.#members.get(index)?.exitCode !== null;
  }

  log(index: number): string {
    return path.join(this.folder, `${objectName}-${index}.log`);
  }

  /** Gives a member an empty volume. */
  loseVolume(index: number): void {
    this.#generations.set(index, (this.#generations.get(index) ?? 0) + 1);
  }

  /** What members without data do from now on. */
  set initialClusterState(state: "new" | "existing") {
    this.#state = state;
  }

  /** The status that a probe of a pod gets; undefined while nobody answers. */
  async probe(index: number, pathOfProbe: string): Promise<number | undefined> {
    try {
      const answer = await fetch(`${this.url(index, "metrics")}${pathOfProbe}`, { signal: AbortSignal.timeout(5000) });
      await answer.text();
      return answer.status;
    } catch {
      return undefined;
    }
  }

  /** `etcdctl` against one member, by the certificate of clients unless another is named. */
  etcdctl(
    index: number,
    args: readonly string[],
    certificate: "server" | "peer" | "client" = "client",
  ): Promise<CommandResult> {
    const client = this.certificate(certificate);
    return this.runTool("etcdctl", [
      `--endpoints=${this.url(index, "client")}`,
      `--cacert=${this.certificate("client")}/ca.crt`,
      `--cert=${client}/tls.crt`,
      `--key=${client}/tls.key`,
      "--dial-timeout=2s",
      "--command-timeout=4s",
      ...args,
    ]);
  }

  /** Runs a tool with arguments as they are rendered for pods. */
  runTool(tool: "etcdctl" | "etcdutl", args: readonly string[], index = 0): Promise<CommandResult> {
    const here = args.map((argument) => this.#onLoopback(argument, index));
    return run(this.programs[tool], here, { timeoutSeconds: 30 });
  }

  async waitFor(what: string, holds: () => Promise<boolean>, seconds = 30): Promise<void> {
    const end = Date.now() + seconds * 1000;
    while (Date.now() < end) {
      if (await holds()) return;
      await sleep(200);
    }
    const logs = this.indexes.map((index) => readFileSync(this.log(index), "utf8").slice(-1500));
    throw new Error(`within ${seconds} s it did not come to this: ${what}\n${logs.join("\n\n")}`);
  }

  /** Waits until pods would be ready. */
  async waitUntilReady(indexes = this.indexes): Promise<void> {
    await this.waitFor(`members ${indexes.join(", ")} are ready`, async () => {
      const statuses = await Promise.all(indexes.map((index) => this.probe(index, "/readyz")));
      return statuses.every((status) => status === 200);
    });
  }

  #onLoopback(argument: string, index: number): string {
    return this.indexes
      .reduce(
        (text, other) =>
          kinds.reduce(
            (changed, kind) =>
              changed.replaceAll(
                `${objectName}-${other}.${objectName}-headless:${ports[kind]}`,
                `127.0.0.1:${this.#port(other, kind)}`,
              ),
            text,
          ),
        argument.replaceAll("$(POD_NAME)", `${objectName}-${index}`).replaceAll("$(POD_NAMESPACE)", namespace),
      )
      .replace(/^(.*:\/\/)(?:0\.0\.0\.0|registry):(\d+)$/, (_, before: string, number: string) => {
        const kind = kinds.find((one) => ports[one] === Number(number)) ?? "client";
        return `${before}127.0.0.1:${this.#port(index, kind)}`;
      })
      .replace(folders.data, this.#volume(index))
      .replace("/etc/etcd/", `${this.folder}/`)
      .replace("/snapshots/", `${this.folder}/`);
  }

  #volume(index: number): string {
    return path.join(this.folder, `volume-${index}-${this.#generations.get(index) ?? 0}`);
  }

  #port(index: number, kind: (typeof kinds)[number]): number {
    return this.firstPort + index * kinds.length + kinds.indexOf(kind);
  }

  async #end(index: number, signal: NodeJS.Signals): Promise<void> {
    const child = this.#members.get(index);
    this.#members.delete(index);
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    if ((await Promise.race([ended, sleep(10_000, false, { ref: false })])) === false) child.kill("SIGKILL");
  }

  async #makeCertificate({ suffix, spec }: EtcdCertificateObject): Promise<void> {
    if (!("commonName" in spec)) return;
    const here = path.join(this.folder, suffix);
    mkdirSync(here, { recursive: true });
    const file = (name: string): string => path.join(here, name);
    const isRoot = spec.isCA === true;
    const dnsNames =
      suffix === "peer"
        ? []
        : (spec.dnsNames ?? []).filter((name) => typeof name === "string").map((name) => `DNS:${name}`);
    const addresses = suffix === "peer" ? ["127.0.0.1"] : (spec.ipAddresses ?? []);
    const names = [...dnsNames, ...addresses.map((address) => `IP:${address}`)];
    const extended = spec.usages.flatMap((usage) => extendedUsages[usage] ?? []);
    const lines = [
      `basicConstraints=critical,CA:${isRoot ? "TRUE" : "FALSE"}`,
      `keyUsage=critical,${spec.usages.flatMap((usage) => keyUsages[usage] ?? []).join(",")}`,
      ...(extended.length === 0 ? [] : [`extendedKeyUsage=${extended.join(",")}`]),
      ...(names.length === 0 ? [] : [`subjectAltName=${names.join(",")}`]),
    ];
    writeFileSync(file("extensions"), `${lines.join("\n")}\n`);
    const days = String(Math.floor(Number.parseInt(spec.duration, 10) / 24));
    const openssl = async (...args: string[]): Promise<void> => {
      const { status, stderr } = await run("openssl", args);
      if (status !== 0) throw new Error(`openssl ${args.join(" ")}: ${stderr}`);
    };
    await openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", file("tls.key"));
    const request = ["req", "-new", "-key", file("tls.key"), "-subj", `/CN=${spec.commonName}`, "-out", file("csr")];
    await openssl(...request);
    const authority = path.join(this.folder, spec.issuerRef.name.replace(`${objectName}-`, ""));
    const signer = isRoot
      ? ["-signkey", file("tls.key")]
      : ["-CA", path.join(authority, "tls.crt"), "-CAkey", path.join(authority, "tls.key"), "-CAcreateserial"];
    const signed = ["-extfile", file("extensions"), "-out", file("tls.crt")];
    await openssl("x509", "-req", "-in", file("csr"), "-days", days, ...signer, ...signed);
    writeFileSync(file("ca.crt"), readFileSync(isRoot ? file("tls.crt") : path.join(authority, "tls.crt")));
  }
}

const ports = { client: 2379, peer: 2380, metrics: 2381 } as const;
const extendedUsages: Readonly<Record<string, string>> = { "server auth": "serverAuth", "client auth": "clientAuth" };
const keyUsages: Readonly<Record<string, string>> = {
  "digital signature": "digitalSignature",
  "cert sign": "keyCertSign",
  "crl sign": "cRLSign",
};
