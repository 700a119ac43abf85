import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { constantFrom, oneof, sample, string } from "fast-check";
import { parse } from "yaml";
import { previewEnvironment } from "../../preview/preview";
import { traps, written } from "../preview/written-manifests";
import { run } from "./command";
import { currentTestBed, describeReal } from "./test-bed";

// What a real kubectl reads of manifests of previews. It needs no cluster for that, and whether one takes the objects is not shown here.

describeReal("manifests of previews, read by kubectl", () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "slipway-manifests-"));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** What kubectl reads of files, in their order. */
  async function read(name: string, texts: readonly string[]): Promise<unknown[]> {
    const below = path.join(folder, name);
    mkdirSync(below);
    texts.forEach((text, index) => {
      writeFileSync(path.join(below, `${String(index).padStart(6, "0")}.yaml`), text);
    });
    const { kubectl } = (await currentTestBed()).toolchain;
    const args = ["annotate", "--local", `--filename=${below}`, "--output=json", "--overwrite", "read=yes"];
    const { status, stdout, stderr } = await run(kubectl, args);
    if (status !== 0) throw new Error(`kubectl: ${stderr}`);
    // One object after the other, each as JSON of its own.
    return stdout.split(/(?<=^\})\n(?=\{)/m).map((one) => unannotated(JSON.parse(one) as ReadObject));
  }

  test("any text is the same text", async () => {
    const texts = sample(oneof(string({ unit: "grapheme" }), string(), constantFrom(...traps)), 3000);
    const data = Object.fromEntries([...traps, ...texts].map((text, index) => [`key-${index}`, text]));
    expect(await read("texts", [written(data)])).toEqual([
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "texts" }, data },
    ]);
  });

  test.each(["local", "dev", "staging", "prod"])(
    "every object of %s is what the other library reads",
    async (environment) => {
      const { files } = await previewEnvironment(environment);
      const texts = files
        .filter((file) => file.path.startsWith("manifests/") && !file.path.startsWith("manifests/releases/"))
        .map(({ text }) => text);
      const objects = await read(environment, texts);
      expect(objects.length).toBeGreaterThan(50);
      expect(objects).toEqual(texts.map((text) => unannotated(parse(text, { version: "1.1" }) as ReadObject)));
    },
  );
});

interface ReadObject {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
}

/** Without the annotation that kubectl was told to add, so that it reads and writes. */
function unannotated(object: ReadObject): unknown {
  const { read: _, ...annotations } = object.metadata.annotations ?? {};
  const { annotations: __, ...metadata } = object.metadata;
  return { ...object, metadata: { ...metadata, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) } };
}
