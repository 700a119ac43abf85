// Checks Kubernetes objects against the schemas of their own API versions (Kubernetes 1.36): reads a list of objects from
// standard input, and writes a list of what is wrong. A program of its own because the schemas are ECMAScript modules.
// Of custom resources it knows those below.
import { readFileSync } from "node:fs";
import Ajv from "ajv";

const text = { type: "string" };

/** By API version and kind: what their definitions say of them, and nothing besides. */
const customResources = {
  // The CRD volumesnapshotclasses.snapshot.storage.k8s.io of kubernetes-csi/external-snapshotter 8, without the alpha fields.
  "snapshot.storage.k8s.io/v1 VolumeSnapshotClass": {
    type: "object",
    required: ["deletionPolicy", "driver"],
    properties: {
      apiVersion: text,
      kind: text,
      metadata: { type: "object" },
      deletionPolicy: { ...text, enum: ["Delete", "Retain"] },
      driver: text,
      parameters: { type: "object", additionalProperties: text },
    },
    additionalProperties: false,
  },
};
const ajv = new Ajv();

const objects = JSON.parse(readFileSync(0, "utf8"));
const problems = [];
for (const object of objects) {
  const custom = customResources[`${object.apiVersion} ${object.kind}`];
  if (custom !== undefined) {
    if (!ajv.validate(custom, object)) problems.push(`${object.kind} ${object.metadata.name}: ${ajv.errorsText()}`);
    continue;
  }
  const group = object.apiVersion.includes("/") ? object.apiVersion.split("/") : ["", object.apiVersion];
  const models = await import(`kubernetes-models/${group.filter((part) => part !== "").join("/")}`);
  const what = `${object.kind} ${object.metadata.namespace ?? "_cluster"}/${object.metadata.name}`;
  const Model = models[object.kind];
  if (Model === undefined) {
    problems.push(`${what}: ${object.apiVersion} has no such kind`);
    continue;
  }
  try {
    new Model(object).validate();
  } catch (error) {
    problems.push(`${what}: ${error.message}`);
  }
}
process.stdout.write(JSON.stringify({ checked: objects.length, problems }));
