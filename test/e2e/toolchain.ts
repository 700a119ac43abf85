import { PulumiCommand } from "@pulumi/pulumi/automation";
import { spawnSync } from "node:child_process";
import { accessSync, constants, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { run } from "./command";

/** The programs that the sandbox and the tests run. */
export interface Toolchain {
  readonly pulumi: PulumiCommand;
  /** Where the engine keeps plugins: ours alone, so that nothing of the user's own is touched. */
  readonly pulumiHome: string;
  /** Folders with provider plugins that the engine is to find on PATH, for want of the real ones. */
  readonly pluginFolders: readonly string[];
  readonly kubectl: string;
  /** One line for each program: which, what version, where it comes from. */
  readonly origins: readonly string[];
}

/** Something outside of the project that is missing or does not work, told so that it can be mended. */
export class ToolchainError extends Error {
  override readonly name = "ToolchainError";
}

const cache = path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), ".cache"), "slipway");

/** Folder of the programs that we build. */
export const builtPrograms = path.join(cache, "bin");

const buildScript = path.join(__dirname, "toolchain", "build.sh");

/** What a control plane runs. */
export const controlPlanePrograms = ["kubernetes", "kwok"];

/** What a real node runs besides, and the program that the tests run on it. */
export const nodePrograms = ["node", "coredns", "pause", "pod-server"];

const standIns = path.join(__dirname, "stand-in");

/** Folders of what stands in for AWS (its providers, its command line) and for the host of policy packs. Nobody's account is touched, even if there is one. */
export const awsStandIns = ["aws", "eks", "command-line", "policy-host"].map((name) => path.join(standIns, name));

/** What must be on the machine and cannot be built by us, with the way to get it. */
const requirements = [
  { program: "etcd", fix: "Debian, Ubuntu: apt-get install etcd-server" },
  { program: "openssl", fix: "Debian, Ubuntu: apt-get install openssl" },
  { program: "bash", fix: "Debian, Ubuntu: apt-get install bash" },
];

/**
 * Why nothing can run here, or `undefined`. Go is needed only while a program has yet to be built.
 * @param programs those that are run
 */
export async function whatIsMissing(programs: readonly string[] = controlPlanePrograms): Promise<string | undefined> {
  if (process.platform !== "linux") return "the programs are built for and run on Linux only";
  const missing = requirements.filter(({ program }) => onPath(program) === undefined);
  const messages = missing.map(({ program, fix }) => `${program} is not on PATH (${fix})`);
  if (onPath("go") === undefined && (await unbuilt(programs)).length > 0) {
    messages.push("go is not on PATH (Go 1.26: https://go.dev/dl; from 1.21 on it fetches the newer toolchain itself)");
  }
  return messages.length === 0 ? undefined : messages.join("; ");
}

/** Builds what a real node runs besides. The first time this takes about 3 minutes on two cores, afterwards nothing. */
export async function prepareNode(say: (line: string) => void): Promise<void> {
  await build(nodePrograms, say);
}

/**
 * The static analyser of network policies, or why it cannot be had: built the first time, which takes about 2 minutes. It waits, as a
 * test must know before it is described whether it is to be skipped.
 */
export function findAnalyser(): { readonly program: string } | { readonly missing: string } {
  const { status, stderr } = spawnSync("bash", [buildScript, "netpol"], { encoding: "utf8", timeout: 900_000 });
  if (status === 0) return { program: path.join(builtPrograms, "netpolicy") };
  return { missing: `the analyser of network policies could not be built: ${stderr.trim()}` };
}

/** The etcd that meets claims, with its tools, or why it cannot be had: built the first time, in about a minute. It waits, as the analyser does. */
export function findEtcd():
  { readonly etcd: string; readonly etcdctl: string; readonly etcdutl: string } | { readonly missing: string } {
  const { status, stderr } = spawnSync("bash", [buildScript, "etcd"], { encoding: "utf8", timeout: 900_000 });
  if (status !== 0) return { missing: `etcd could not be built: ${stderr.trim()}` };
  const program = (name: string): string => path.join(builtPrograms, name);
  return { etcd: program("etcd"), etcdctl: program("etcdctl"), etcdutl: program("etcdutl") };
}

/**
 * Envoy, and the translator that Envoy Gateway has from its objects to Envoy's configuration, or why they cannot be had: built and downloaded the
 * first time, which takes about 5 minutes. It waits, as the analyser does.
 */
export function findEnvoy(): { readonly envoy: string; readonly egctl: string } | { readonly missing: string } {
  const { status, stderr } = spawnSync("bash", [buildScript, "envoy", "egctl"], {
    encoding: "utf8",
    timeout: 1_800_000,
  });
  if (status !== 0) return { missing: `Envoy and its translator could not be had: ${stderr.trim()}` };
  return { envoy: path.join(builtPrograms, "envoy"), egctl: path.join(builtPrograms, "egctl") };
}

/** The nginx of the distribution, or why it cannot be had: downloaded the first time. It waits, as the analyser does. */
export function findNginx(): { readonly nginx: string } | { readonly missing: string } {
  const { status, stderr } = spawnSync("bash", [buildScript, "nginx"], { encoding: "utf8", timeout: 900_000 });
  if (status !== 0) return { missing: `nginx could not be had: ${stderr.trim()}` };
  return { nginx: path.join(builtPrograms, "nginx") };
}

/** The collector of OpenTelemetry, or why it cannot be had: built the first time, in about 4 minutes. It waits, as the analyser does. */
export function findCollector(): { readonly otelcol: string } | { readonly missing: string } {
  const { status, stderr } = spawnSync("bash", [buildScript, "otelcol"], { encoding: "utf8", timeout: 1_800_000 });
  if (status !== 0) return { missing: `the collector of OpenTelemetry could not be built: ${stderr.trim()}` };
  return { otelcol: path.join(builtPrograms, "otelcol") };
}

/** The Prometheus of the distribution (2.42 in Debian 12) and its promtool, or why they cannot be had: downloaded the first time. It waits, as the analyser does. */
export function findPrometheus():
  { readonly prometheus: string; readonly promtool: string } | { readonly missing: string } {
  const { status, stderr } = spawnSync("bash", [buildScript, "prometheus"], { encoding: "utf8", timeout: 900_000 });
  if (status !== 0) return { missing: `Prometheus could not be had: ${stderr.trim()}` };
  return { prometheus: path.join(builtPrograms, "prometheus"), promtool: path.join(builtPrograms, "promtool") };
}

/** Alertmanager and amtool of the distribution (0.25 in Debian 12), and the amtool of the release that the cluster has. */
export interface AlertmanagerPrograms {
  readonly alertmanager: string;
  readonly amtool: string;
  /** It knows all fields; its server would need a web page that is built by other means. */
  readonly pinnedAmtool: string;
}

/** Alertmanager's programs, or why they cannot be had: downloaded and built the first time, in about a minute. It waits, as the analyser does. */
export function findAlertmanager(): AlertmanagerPrograms | { readonly missing: string } {
  const { status, stderr } = spawnSync("bash", [buildScript, "alertmanager", "amtool"], {
    encoding: "utf8",
    timeout: 900_000,
  });
  if (status !== 0) return { missing: `Alertmanager could not be had: ${stderr.trim()}` };
  const program = (name: string): string => path.join(builtPrograms, name);
  return {
    alertmanager: program("alertmanager"),
    amtool: program("amtool"),
    pinnedAmtool: program("amtool-pinned"),
  };
}

/** Finds or builds every program. The first time this takes about 12 minutes on two cores, afterwards a second. */
export async function prepareToolchain(say: (line: string) => void): Promise<Toolchain> {
  const pulumiHome = path.join(cache, "pulumi-home");
  mkdirSync(pulumiHome, { recursive: true });

  const kubectl = await installedKubectl();
  const pulumi = await installedPulumi();
  const kubernetesPlugin = pulumi === undefined ? false : await downloadPlugin(pulumi, pulumiHome, "kubernetes", say);
  const randomPlugin = pulumi === undefined ? false : await downloadPlugin(pulumi, pulumiHome, "random", say);

  const wanted = [...controlPlanePrograms];
  if (kubectl === undefined) wanted.push("kubectl");
  if (pulumi === undefined) wanted.push("pulumi");
  if (!kubernetesPlugin) wanted.push("pulumi-kubernetes");
  await build(wanted, say);

  const pluginFolders: string[] = [];
  if (!kubernetesPlugin) pluginFolders.push(builtPrograms);
  if (!randomPlugin) pluginFolders.push(path.join(standIns, "random"));
  const command = pulumi ?? (await PulumiCommand.get({ root: path.dirname(builtPrograms), skipVersionCheck: true }));
  return {
    pulumi: command,
    pulumiHome,
    pluginFolders,
    kubectl: kubectl ?? path.join(builtPrograms, "kubectl"),
    origins: [
      `pulumi ${String(command.version)}: ${pulumi === undefined ? "built here" : "installed"}`,
      `provider kubernetes: ${kubernetesPlugin ? "downloaded by pulumi" : "built here"}`,
      `provider random: ${randomPlugin ? "downloaded by pulumi" : "a stand-in"}`,
      `kubectl: ${kubectl === undefined ? "built here" : "installed"}`,
      "kube-apiserver, kube-controller-manager, kube-scheduler, kwok: built here",
    ],
  };
}

/**
 * The environment in which the engine runs.
 * @param first folders that come first on its PATH
 */
export function engineEnvironment(toolchain: Toolchain, first: readonly string[] = []): Record<string, string> {
  const ours = [...first, ...toolchain.pluginFolders];
  return {
    PATH: [...ours, process.env.PATH ?? ""].join(path.delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // With a plugin of ours in its place, a download could only fail, and slowly.
    ...(ours.length === 0 ? {} : { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" }),
  };
}

async function build(programs: readonly string[], say: (line: string) => void): Promise<void> {
  const missing = await unbuilt(programs);
  if (missing.length === 0) return;
  say(
    `Building ${missing.join(", ")} into ${builtPrograms}. From an empty cache all of them take about 12 minutes on two cores.`,
  );
  const { status } = await run("bash", [buildScript, ...missing], { timeoutSeconds: 3600, show: true });
  if (status !== 0) throw new ToolchainError("the programs could not be built: the reason stands above");
}

async function unbuilt(programs: readonly string[]): Promise<string[]> {
  const { status, stdout, stderr } = await run("bash", [buildScript, "--missing", ...programs]);
  if (status !== 0) throw new ToolchainError(stderr.trim());
  return stdout.split("\n").filter((line) => line !== "");
}

/** A `pulumi` on PATH that is at least as new as the SDK. */
async function installedPulumi(): Promise<PulumiCommand | undefined> {
  const file = onPath("pulumi");
  if (file === undefined || path.basename(path.dirname(file)) !== "bin") return undefined;
  try {
    const command = await PulumiCommand.get({ root: path.dirname(path.dirname(file)) });
    return command.version?.compare(packageVersion("@pulumi/pulumi")) === -1 ? undefined : command;
  } catch {
    return undefined; // older than the Automation API accepts, or broken
  }
}

/** Lets the engine fetch the plugin that belongs to the SDK; false where there is no way out to the internet. */
async function downloadPlugin(
  pulumi: PulumiCommand,
  home: string,
  name: "kubernetes" | "random",
  say: (line: string) => void,
): Promise<boolean> {
  const version = packageVersion(`@pulumi/${name}`);
  const env = { ...process.env, PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const there = path.join(home, "plugins", `resource-${name}-v${version}`);
  if (exists(there)) return true;
  const refused = path.join(home, `no-${name}-${version}`);
  if (isYoung(refused)) return false;
  say(`Asking pulumi for the plugin ${name} ${version}, for at most two minutes.`);
  const { status } = await run(pulumi.command, ["plugin", "install", "resource", name, version], {
    env,
    timeoutSeconds: 120,
  });
  if (status === 0) return true;
  say("It could not be downloaded: ours takes its place, and it is not asked for again within the hour.");
  writeFileSync(refused, "");
  return false;
}

function isYoung(file: string): boolean {
  return exists(file) && Date.now() - statSync(file).mtimeMs < 3_600_000;
}

/** A `kubectl` on PATH of the server's minor version, or one next to it. */
async function installedKubectl(): Promise<string | undefined> {
  const file = onPath("kubectl");
  if (file === undefined) return undefined;
  const { status, stdout } = await run(file, ["version", "--client", "--output=json"]);
  const minor = /"minor":\s*"(\d+)/.exec(stdout)?.[1];
  return status === 0 && minor !== undefined && Math.abs(Number(minor) - serverMinor()) <= 1 ? file : undefined;
}

function serverMinor(): number {
  const modules = readFileSync(path.join(__dirname, "toolchain", "kubernetes", "go.mod"), "utf8");
  return Number(/k8s\.io\/kubernetes v1\.(\d+)/.exec(modules)?.[1]);
}

function packageVersion(name: string): string {
  const manifest: unknown = JSON.parse(readFileSync(require.resolve(`${name}/package.json`), "utf8"));
  if (typeof manifest === "object" && manifest !== null && "version" in manifest) return String(manifest.version);
  throw new ToolchainError(`${name} is not installed: npm ci`);
}

function onPath(program: string): string | undefined {
  return (process.env.PATH ?? "")
    .split(path.delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => path.join(folder, program))
    .find((file) => exists(file, constants.X_OK));
}

function exists(file: string, mode: number = constants.F_OK): boolean {
  try {
    accessSync(file, mode);
    return true;
  } catch {
    return false;
  }
}
