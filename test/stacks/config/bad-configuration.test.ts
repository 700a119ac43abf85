import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readConfigFile } from "../../../stacks/config";
import { refusalOf } from "../../refusal";

// Each bad/<slug>.yaml is read as Pulumi.<slug>.yaml, and must be refused with exactly the message in bad/<slug>.txt.
// After a message was changed on purpose, `UPDATE_MESSAGES=1 npx jest test/stacks/config` writes every .txt anew (and
// removes those that have no .yaml any more): read the difference as somebody who has to mend the file at night.

const fixtures = path.join(__dirname, "bad");
const slugs = slugsOf(".yaml");
/** Versions of Kubernetes come to their end, and the messages stay. */
const today = "2027-01-15";
const isUpdate = process.env.UPDATE_MESSAGES === "1";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "slipway-bad-"));
  for (const slug of slugs) copyFileSync(path.join(fixtures, `${slug}.yaml`), path.join(folder, `Pulumi.${slug}.yaml`));
  if (!isUpdate) return;
  for (const slug of slugs) writeFileSync(textFile(slug), `${messageOf(slug)}\n`);
  for (const slug of slugsOf(".txt").filter((name) => !slugs.includes(name))) rmSync(textFile(slug));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test.each(slugs)("%s is refused with its message", (slug) => {
  expect(`${messageOf(slug)}\n`).toBe(readFileSync(textFile(slug), "utf8"));
});

test("every configuration has its message, and every message its configuration", () => {
  expect(slugsOf(".txt")).toEqual(slugs);
});

/** The whole message with which a configuration is refused. */
function messageOf(slug: string): string {
  return refusalOf(() => readConfigFile(slug, folder, today)).message;
}

function textFile(slug: string): string {
  return path.join(fixtures, `${slug}.txt`);
}

function slugsOf(extension: string): string[] {
  if (!existsSync(fixtures)) return [];
  return readdirSync(fixtures)
    .filter((name) => name.endsWith(extension))
    .map((name) => name.slice(0, -extension.length))
    .sort();
}
