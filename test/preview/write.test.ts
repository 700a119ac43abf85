import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { replaceFolder } from "../../preview/write";

let above: string;
let folder: string;

beforeEach(() => {
  above = mkdtempSync(path.join(tmpdir(), "slipway-write-"));
  folder = path.join(above, "out", "dev");
});

afterEach(() => {
  rmSync(above, { recursive: true, force: true });
});

const summary = { path: "summary.json", text: "1\n" };

test("files are written into a folder that is made for them", () => {
  replaceFolder(folder, [summary, { path: "manifests/shop/service-frontend.yaml", text: "kind: Service\n" }]);
  expect(readFileSync(path.join(folder, "summary.json"), "utf8")).toBe("1\n");
  expect(readFileSync(path.join(folder, "manifests", "shop", "service-frontend.yaml"), "utf8")).toBe("kind: Service\n");
});

test("the files of before are gone, also those that are not written again", () => {
  replaceFolder(folder, [summary, { path: "manifests/shop/service-frontend.yaml", text: "kind: Service\n" }]);
  replaceFolder(folder, [{ ...summary, text: "2\n" }]);
  expect(readdirSync(folder)).toEqual(["summary.json"]);
  expect(readFileSync(path.join(folder, "summary.json"), "utf8")).toBe("2\n");
  expect(readdirSync(path.dirname(folder))).toEqual(["dev"]);
});

test("the files of before stay when one of the new ones cannot be written, and no draft is left", () => {
  replaceFolder(folder, [summary]);
  const impossible = { path: "summary.json/inner", text: "a file cannot be in a file" };
  expect(() => {
    replaceFolder(folder, [{ ...summary, text: "2\n" }, impossible]);
  }).toThrow();
  expect(readFileSync(path.join(folder, "summary.json"), "utf8")).toBe("1\n");
  expect(readdirSync(path.dirname(folder))).toEqual(["dev"]);
});

test("an empty folder of the user's may be used", () => {
  mkdirSync(folder, { recursive: true });
  replaceFolder(folder, [summary]);
  expect(readdirSync(folder)).toEqual(["summary.json"]);
});

test("where a file stands in the way, the user is told, and it stays", () => {
  mkdirSync(path.dirname(folder));
  writeFileSync(folder, "mine");
  expect(() => {
    replaceFolder(folder, [summary]);
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
    replaceFolder(folder, [summary]);
  }).toThrow(`found:   ${path.dirname(folder)}\n`);
});
