// Checks Kubernetes objects against the schemas of their own API versions (Kubernetes 1.36): reads a list of objects from
// standard input, and writes a list of what is wrong. A program of its own because the schemas are ECMAScript modules.
import { readFileSync } from "node:fs";

const objects = JSON.parse(readFileSync(0, "utf8"));
const problems = [];
for (const object of objects) {
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
