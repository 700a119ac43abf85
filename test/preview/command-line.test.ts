import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Rule } from "../../policy";
import { previewEnvironment } from "../../preview/preview";
import { run } from "../../preview/run";

const root = path.resolve(__dirname, "..", "..");
const offline = path.join(__dirname, "offline.cjs");
const good = "config:\n  slipway:cluster:\n    target: existing\n  slipway:shop:\n    loadGenerator: false\n";
const bad = "config:\n  slipway:cluster:\n    target: somewhere\n";

let folder: string;
let config: string;
let out: string;
let printed: string[];
let complained: string[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "slipway-preview-"));
  config = path.join(folder, "config");
  out = path.join(folder, "out");
  mkdirSync(config);
  writeFileSync(path.join(config, "Pulumi.local.yaml"), good);
  writeFileSync(path.join(config, "Pulumi.dev.yaml"), good);
  writeFileSync(path.join(config, "Pulumi.prod.yaml"), good);
  printed = [];
  complained = [];
  jest.spyOn(console, "log").mockImplementation((text: unknown) => void printed.push(String(text)));
  jest.spyOn(console, "error").mockImplementation((text: unknown) => void complained.push(String(text)));
});

afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the command line in this process. */
function preview(args: readonly string[] = [], rules?: readonly Rule[]): Promise<number> {
  return run(["--config", config, "--out", out, ...args], rules);
}

function rule(level: Rule["level"]): Rule {
  const finding = { path: "Shop:shop", message: "there is a shop", fix: "close it" };
  return { name: "no-shops", level, check: () => [finding] };
}

/** Every file below a folder, with its text. */
function contents(of: string): Record<string, string> {
  const files = readdirSync(of, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [path.relative(of, file), readFileSync(file, "utf8")]),
  );
}

describe("exit status", () => {
  test("0: the environment is previewed, and its files are written", async () => {
    expect(await preview(["dev"])).toBe(0);
    expect(readdirSync(path.join(out, "dev")).sort()).toEqual(["manifests", "resources.json", "summary.json"]);
    expect(readdirSync(out)).toEqual(["dev"]);
    expect(complained).toEqual([]);
  });

  test("0: an advisory finding is told, and nothing else", async () => {
    expect(await preview(["dev"], [rule("advisory")])).toBe(0);
    expect(printed.join("\n")).toContain("policy: 1 finding\n  advisory: Shop:shop\n    there is a shop; close it");
  });

  test("1: a mistake in the program", async () => {
    const broken: Rule = {
      name: "broken",
      level: "mandatory",
      check: () => {
        throw new TypeError("cannot read it");
      },
    };
    expect(await preview(["dev"], [broken])).toBe(1);
    expect(complained).toEqual([
      "TypeError: cannot read it",
      "This is a mistake in the program. SLIPWAY_TRACE=1 shows where.",
    ]);
    expect(existsSync(out)).toBe(false);
  });

  test("2: the configuration is wrong", async () => {
    writeFileSync(path.join(config, "Pulumi.dev.yaml"), bad);
    expect(await preview(["dev"])).toBe(2);
    expect(complained).toEqual([
      `Pulumi.dev.yaml: 1 problem, nothing was changed.

1. slipway:cluster.target (line 3)
   problem: the value is none of those that are allowed
   found:   "somewhere"
   allowed: existing, eks
   fix:     write one of them`,
    ]);
    expect(printed).toEqual([]);
    expect(existsSync(out)).toBe(false);
  });

  test("2: there is no such environment", async () => {
    expect(await preview(["prodd"])).toBe(2);
    expect(complained[0]).toContain("did you mean prod?");
  });

  test("3: a mandatory rule objects, and the files are there to be looked at", async () => {
    expect(await preview(["dev"], [rule("mandatory")])).toBe(3);
    expect(printed.join("\n")).toContain("policy: 1 finding\n  mandatory: Shop:shop\n    there is a shop; close it");
    const summary = JSON.parse(readFileSync(path.join(out, "dev", "summary.json"), "utf8")) as { policy: unknown };
    expect(summary.policy).toEqual([
      { rule: "no-shops", level: "mandatory", path: "Shop:shop", message: "there is a shop", fix: "close it" },
    ]);
  });
});

describe("arguments", () => {
  test("without a name, dev is previewed and the others are named", async () => {
    expect(await preview()).toBe(0);
    expect(readdirSync(out)).toEqual(["dev"]);
    expect(printed[0]).toBe("dev: previewed offline; nothing was contacted, nothing was changed\n");
    expect(printed.at(-1)).toBe("\nOther environments: npm run preview -- local | prod");
  });

  test("without a name and without others, none are named", async () => {
    rmSync(path.join(config, "Pulumi.local.yaml"));
    rmSync(path.join(config, "Pulumi.prod.yaml"));
    expect(await preview()).toBe(0);
    expect(printed.join("\n")).not.toContain("Other environments");
  });

  test("with a name, the others are not named", async () => {
    await preview(["dev"]);
    expect(printed.join("\n")).not.toContain("Other environments");
  });

  test.each([
    [["--nope"], "Unknown option '--nope'"],
    [["dev", "prod"], "one environment at a time: prod is one too many"],
    [["--out"], "Option '--out <value>' argument missing"],
    [["--help=yes"], "Option '-h, --help' does not take an argument"],
  ])("%j are refused with the usage", async (args, reason) => {
    expect(await preview(args)).toBe(2);
    expect(complained).toHaveLength(1);
    expect(complained[0]).toContain(reason);
    expect(complained[0]).toContain("\n\nUsage: npm run preview -- [ENVIRONMENT] [--config DIR] [--out DIR]\n");
    expect(existsSync(out)).toBe(false);
  });

  test("--help prints the usage and previews nothing", async () => {
    expect(await preview(["--help"])).toBe(0);
    expect(printed[0]).toMatch(/^Usage: npm run preview/);
    expect(existsSync(out)).toBe(false);
  });
});

describe("an environment on AWS", () => {
  test("is shown with what it costs and how long a first up takes", async () => {
    expect(await run(["dev", "--out", out])).toBe(0);
    const lines = printed.join("\n").split("\n");
    expect(lines).toContain(
      "about 253 USD a month (nodes 126, control plane 73, NAT gateways 38, disks 11, public addresses 4, KMS keys 1); what is paid by use comes on top",
    );
    expect(lines.find((line) => line.startsWith("first up"))).toMatch(
      /^first up about 13 min( \d0 s)?: .*→ control plane 458 s → .*add-on 11 s → nodes 124 s → .*Release 60 s → .*Deployment 20 s/,
    );
  });

  test("is warned of on the terminal before support ends, once, while its files stay the same", async () => {
    await run(["dev", "--out", out]);
    const before = contents(out);
    const warned = jest.spyOn(console, "warn").mockImplementation(() => undefined);
    jest.spyOn(Date.prototype, "toISOString").mockReturnValue("2027-07-01T00:00:00.000Z");
    expect(await run(["dev", "--out", out])).toBe(0);
    expect(warned.mock.calls).toEqual([
      [expect.stringContaining("the standard support of Kubernetes 1.36 on EKS ends on 2027-08-02, in 32 days")],
    ]);
    expect(printed.join("\n")).not.toContain("2027-08-02");
    expect(contents(out)).toEqual(before);
  });

  test("that is none has neither", async () => {
    expect(await preview(["dev"])).toBe(0);
    expect(printed.join("\n")).not.toMatch(/USD|first up/);
    const summary = JSON.parse(readFileSync(path.join(out, "dev", "summary.json"), "utf8")) as object;
    expect(Object.keys(summary)).toEqual(["environment", "counts", "policy", "versions", "files"]);
  });
});

describe("the output folder", () => {
  test("of an earlier preview stays as it was when a later one fails", async () => {
    await preview(["dev"]);
    const before = contents(out);
    writeFileSync(path.join(config, "Pulumi.dev.yaml"), bad);
    expect(await preview(["dev"])).toBe(2);
    expect(contents(out)).toEqual(before);
    expect(readdirSync(out)).toEqual(["dev"]);
  });

  test("of an earlier preview is replaced whole", async () => {
    await preview(["dev"]);
    const before = contents(out);
    expect(Object.keys(before)).toContain(path.join("dev", "manifests", "shop", "deployment-frontend.yaml"));
    writeFileSync(path.join(config, "Pulumi.dev.yaml"), bad.replace("somewhere", "existing"));
    expect(await preview(["dev"])).toBe(0);
    expect(Object.keys(contents(out))).toEqual([path.join("dev", "resources.json"), path.join("dev", "summary.json")]);
    expect(readdirSync(out)).toEqual(["dev"]);
  });

  test("with a file that no preview wrote is refused and left as it was", async () => {
    mkdirSync(path.join(out, "dev"), { recursive: true });
    writeFileSync(path.join(out, "dev", "notes.txt"), "mine");
    writeFileSync(path.join(out, "dev", "summary.json"), "also mine");
    const before = contents(out);
    expect(await preview(["dev"])).toBe(2);
    expect(complained).toEqual([
      `${path.join(out, "dev")}: 1 problem, nothing was changed.

1. --out
   problem: the folder holds files that no preview wrote, and a preview replaces its folder
   found:   notes.txt, summary.json
   fix:     move them away, or name another folder with --out`,
    ]);
    expect(contents(out)).toEqual(before);
    expect(readdirSync(out)).toEqual(["dev"]);
  });
});

describe("in a process of its own, where nothing can be contacted", () => {
  const surroundings = (): NodeJS.ProcessEnv => ({
    PATH: "",
    HOME: path.join(folder, "nobody"),
    KUBECONFIG: path.join(folder, "nobody", ".kube", "config"),
  });

  function node(args: readonly string[]) {
    const child = spawnSync(process.execPath, ["--require", offline, ...args], {
      cwd: root,
      env: surroundings(),
      encoding: "utf8",
    });
    return { status: child.status, stdout: child.stdout, stderr: child.stderr };
  }

  const command = ["scripts/run-ts.cjs", "preview/cli.ts"];

  test.each([
    "require('node:net').connect(1)",
    "new (require('node:net').Socket)().connect(1)",
    "require('node:https').request('https://localhost')",
    "fetch('http://localhost')",
    "require('node:child_process').spawnSync('true')",
    "require('node:fs').existsSync(process.env.KUBECONFIG)",
  ])("(%s would throw)", (statement) => {
    const { status, stderr } = node(["--eval", statement]);
    expect(status).not.toBe(0);
    expect(stderr).toContain("Error: offline: ");
  });

  test.each(["local", "prod"])(
    "%s is previewed, with the same files as in this process, byte for byte",
    async (name) => {
      expect(node([...command, name, "--out", out])).toMatchObject({ status: 0, stderr: "" });
      const { files } = await previewEnvironment(name);
      expect(contents(path.join(out, name))).toEqual(
        Object.fromEntries(files.map((file) => [path.normalize(file.path), file.text])),
      );
    },
  );

  test("a wrong configuration ends with status 2, and its message alone", () => {
    writeFileSync(path.join(config, "Pulumi.dev.yaml"), bad);
    const { status, stdout, stderr } = node([...command, "dev", "--config", config, "--out", out]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^Pulumi\.dev\.yaml: 1 problem, nothing was changed\.\n\n1\. slipway:cluster\.target/);
    expect(stderr).not.toContain("    at ");
  });
});
