import * as pulumi from "@pulumi/pulumi";
import { formatPath, refuse, SlipwayError, under, type Problem } from "../../components/core";
import { refusalOf } from "../refusal";

const full: Problem = {
  path: ["slipway:shop", "services", "cartservice", "replicas"],
  message: "min is greater than max",
  found: "min 4, max 2",
  allowed: "min no greater than max",
  fix: "lower min",
  line: 7,
};
const bare: Problem = { path: ["env", 2], message: "this is missing", fix: "add it" };

test("an error shows every problem with its path, and with line, finding and what is allowed where they are known", () => {
  expect(new SlipwayError("Pulumi.dev.yaml", [full, bare]).message)
    .toBe(`Pulumi.dev.yaml: 2 problems, nothing was changed.

1. slipway:shop.services.cartservice.replicas (line 7)
   problem: min is greater than max
   found:   min 4, max 2
   allowed: min no greater than max
   fix:     lower min

2. env[2]
   problem: this is missing
   fix:     add it`);
});

test("a problem of the whole is shown at what was looked at", () => {
  expect(new SlipwayError("Microservice Orders", [{ ...bare, path: [] }]).message).toBe(
    `Microservice Orders: 1 problem, nothing was changed.

1. Microservice Orders
   problem: this is missing
   fix:     add it`,
  );
});

test("an error keeps its subject and problems, for programs", () => {
  const error = new SlipwayError("Pulumi.dev.yaml", [full]);
  expect(error).toMatchObject({ name: "SlipwayError", subject: "Pulumi.dev.yaml", problems: [full] });
});

test("the engine prints its message without a stack trace, because it is a RunError", () => {
  expect(pulumi.RunError.isInstance(new SlipwayError("Pulumi.dev.yaml", [full]))).toBe(true);
});

test("refuse throws all problems at once, and nothing when there is none", () => {
  expect(
    refusalOf(() => {
      refuse("Pulumi.dev.yaml", [full, bare]);
    }).problems,
  ).toEqual([full, bare]);
  expect(() => {
    refuse("Pulumi.dev.yaml", []);
  }).not.toThrow();
});

test("problems can be seen from further out", () => {
  expect(under(["services", "orders"], [bare])).toEqual([{ ...bare, path: ["services", "orders", "env", 2] }]);
});

test.each([
  [[], ""],
  [["a"], "a"],
  [["a", 0, "b", 1, 2], "a[0].b[1][2]"],
])("the path %j is written %j", (path, text) => {
  expect(formatPath(path)).toBe(text);
});
