import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { PreviewFile } from "../../preview/manifests";
import { replaceFolder, WriteError } from "../../preview/write";

const root = path.resolve(__dirname, "..", "..");
const uuid = "01234567-89ab-4def-8123-456789abcdef";

let above: string;
let folder: string;

beforeEach(() => {
  above = mkdtempSync(path.join(tmpdir(), "slipway-write-"));
  folder = path.join(above, "out", "dev");
});

afterEach(() => {
  rmSync(above, { recursive: true, force: true });
});

/** What a preview writes, with a text to tell one from another. */
function preview(text: string, ...manifests: string[]): PreviewFile[] {
  const files = ["resources.json", "summary.json", ...manifests];
  return [
    { path: "resources.json", text: JSON.stringify({ environment: "dev", resources: [], text }) },
    { path: "summary.json", text: JSON.stringify({ files, text }) },
    ...manifests.map((manifest) => ({ path: manifest, text })),
  ];
}

const manifest = "manifests/shop/service-frontend.yaml";

function read(file: string): string {
  return readFileSync(path.join(folder, file), "utf8");
}

function textOf(file: string): unknown {
  return (JSON.parse(read(file)) as { text: unknown }).text;
}

function makeOlder(file: string, minutes: number): void {
  const then = new Date(Date.now() - minutes * 60_000);
  utimesSync(file, then, then);
}

test("files are written into a folder that is made for them, which others may read", () => {
  replaceFolder(folder, preview("1", manifest));
  expect(textOf("summary.json")).toBe("1");
  expect(read(manifest)).toBe("1");
  expect(statSync(folder).mode).toBe(statSync(path.dirname(folder)).mode);
});

test("the files of before are gone, also those that are not written again", () => {
  replaceFolder(folder, preview("1", manifest));
  replaceFolder(folder, preview("2"));
  expect(readdirSync(folder).sort()).toEqual(["resources.json", "summary.json"]);
  expect(textOf("summary.json")).toBe("2");
  expect(readdirSync(path.dirname(folder))).toEqual(["dev"]);
});

test("the files of before stay when one of the new ones cannot be written, and no draft is left", () => {
  replaceFolder(folder, preview("1"));
  const impossible = { path: "summary.json/inner", text: "a file cannot be in a file" };
  expect(() => {
    replaceFolder(folder, [...preview("2"), impossible]);
  }).toThrow();
  expect(textOf("summary.json")).toBe("1");
  expect(readdirSync(path.dirname(folder))).toEqual(["dev"]);
});

test("an empty folder of the user's may be used", () => {
  mkdirSync(folder, { recursive: true });
  replaceFolder(folder, preview("1"));
  expect(textOf("summary.json")).toBe("1");
});

describe("a file of the user's is refused and left as it was", () => {
  function expectRefusal(found: string): void {
    expect(() => {
      replaceFolder(folder, preview("2"));
    }).toThrow(`${folder}: 1 problem, nothing was changed.

1. --out
   problem: the folder holds files that no preview wrote, and a preview replaces its folder
   found:   ${found}
   fix:     move them away, or name another folder with --out`);
    expect(readdirSync(path.dirname(folder))).toEqual(["dev"]);
  }

  test.each(["my.yaml", "manifests/my.yaml", "manifests/shop/my.yaml", "manifests/other/my.yaml"])(
    "%s among those of a preview",
    (mine) => {
      replaceFolder(folder, preview("1", manifest));
      mkdirSync(path.join(folder, path.dirname(mine)), { recursive: true });
      writeFileSync(path.join(folder, mine), "mine");
      expectRefusal(mine);
      expect(read(mine)).toBe("mine");
      expect(textOf("summary.json")).toBe("1");
    },
  );

  test("in a folder called manifests", () => {
    mkdirSync(path.join(folder, "manifests"), { recursive: true });
    writeFileSync(path.join(folder, "manifests", "my.yaml"), "mine");
    expectRefusal("manifests/my.yaml");
    expect(read("manifests/my.yaml")).toBe("mine");
  });

  test.each<[what: string, resources: string, summary: string]>([
    ["resources.json is not a preview's", '{ "resources": [] }', '{ "files": ["resources.json", "summary.json"] }'],
    ["summary.json names no files", '{ "environment": "dev", "resources": [] }', "null"],
    ["neither is JSON", "mine", "mine"],
  ])("where %s", (_, resources, summary) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "resources.json"), resources);
    writeFileSync(path.join(folder, "summary.json"), summary);
    expectRefusal("resources.json, summary.json");
    expect([read("resources.json"), read("summary.json")]).toEqual([resources, summary]);
  });

  test("of many, some are named", () => {
    mkdirSync(folder, { recursive: true });
    for (const name of ["a", "b", "c", "d", "e", "f", "g"]) writeFileSync(path.join(folder, name), "mine");
    expectRefusal("a, b, c, d, e, 2 more");
  });
});

test("where a file stands in the way, the user is told, and it stays", () => {
  mkdirSync(path.dirname(folder));
  writeFileSync(folder, "mine");
  expect(() => {
    replaceFolder(folder, preview("1"));
  }).toThrow(`${folder}: 1 problem, nothing was changed.

1. --out
   problem: a file stands where the folder would be
   found:   ${folder}
   fix:     move it away, or name another folder with --out`);
  expect(readFileSync(folder, "utf8")).toBe("mine");
});

test("where a file stands in the way further up, the user is told too", () => {
  writeFileSync(path.dirname(folder), "mine");
  expect(() => {
    replaceFolder(folder, preview("1"));
  }).toThrow(`found:   ${path.dirname(folder)}\n`);
});

test("what the file system refuses is told as such", () => {
  expect(() => {
    replaceFolder("/proc/slipway/dev", preview("1"));
  }).toThrow(
    new WriteError(
      "/proc/slipway/dev cannot be written: ENOENT: no such file or directory, mkdir '/proc/slipway'\nmend it, or name another folder with --out",
    ),
  );
});

describe("previews at the same time", () => {
  test("two processes that write 50 times each do not disturb each other", async () => {
    const program = path.join(above, "program.ts");
    writeFileSync(
      program,
      `import { replaceFolder } from ${JSON.stringify(path.join(root, "preview", "write"))};
       const [folder, previews] = JSON.parse(process.argv[2] ?? "");
       process.stdin.once("data", () => {
         for (let count = 0; count < 50; count++) replaceFolder(folder, previews[count % previews.length]);
         process.stdin.destroy();
       });
       process.stdout.write("ready");`,
    );
    const manifests = Array.from({ length: 10 }, (_, index) => `manifests/shop/service-${index}.yaml`);
    const children = ["one", "other"].map((text) => {
      const previews = [preview(text, ...manifests), preview(text, manifest)];
      const args = [path.join(root, "scripts", "run-ts.cjs"), program, JSON.stringify([folder, previews])];
      return spawn(process.execPath, args, { stdio: ["pipe", "pipe", "pipe"] });
    });
    const complaints: string[] = [];
    for (const child of children) child.stderr.on("data", (text: Buffer) => complaints.push(text.toString()));
    const ends = children.map((child) => once(child, "close"));
    await Promise.all(children.map((child) => once(child.stdout, "data")));
    for (const child of children) child.stdin.write("go");
    expect((await Promise.all(ends)).map(([status]) => status as unknown)).toEqual([0, 0]);
    expect(complaints).toEqual([]);
    expect(readdirSync(path.dirname(folder))).toEqual(["dev"]);
    expect(textOf("resources.json")).toBe(textOf("summary.json"));
    expect(read(manifest)).toBe(textOf("summary.json"));
  }, 60_000);

  test("one that waits in vain says for what, and writes nothing", () => {
    mkdirSync(`${folder}.lock`, { recursive: true });
    expect(() => {
      replaceFolder(folder, preview("1"), 50);
    }).toThrow(
      new WriteError(`another preview writes to the folder: wait for it, or remove ${folder}.lock if there is none`),
    );
    expect(readdirSync(path.dirname(folder))).toEqual(["dev.lock"]);
  });

  test("the lock of one that was killed is taken over after a minute", () => {
    mkdirSync(`${folder}.lock`, { recursive: true });
    makeOlder(`${folder}.lock`, 2);
    replaceFolder(folder, preview("1"), 0);
    expect(readdirSync(path.dirname(folder))).toEqual(["dev"]);
  });

  test("the drafts of one that was killed are removed after an hour, and nothing else is", () => {
    const names = [`dev.draft-${uuid}`, "dev.draft-notes", `dev.draft-${uuid.replace("0", "f")}`];
    for (const name of names) mkdirSync(path.join(above, "out", name, "manifests"), { recursive: true });
    for (const name of names.slice(0, 2)) makeOlder(path.join(above, "out", name), 61);
    replaceFolder(folder, preview("1"));
    expect(readdirSync(path.dirname(folder)).sort()).toEqual(["dev", ...names.slice(1)].sort());
  });

  test("what one moved away before it was killed is there again, whatever becomes of the next", () => {
    replaceFolder(folder, preview("1"));
    renameSync(folder, `${folder}.draft-${uuid}-earlier`);
    makeOlder(`${folder}.draft-${uuid}-earlier`, 61);
    expect(() => {
      replaceFolder(folder, [...preview("2"), { path: "summary.json/inner", text: "a file cannot be in a file" }]);
    }).toThrow(WriteError);
    expect(textOf("summary.json")).toBe("1");
    expect(readdirSync(path.dirname(folder))).toEqual(["dev"]);
  });
});
