import { labels, selectorLabels, tags } from "../../components/core";

test("an object carries the recommended labels of Kubernetes", () => {
  expect(labels({ name: "cartservice", partOf: "shop" })).toEqual({
    "app.kubernetes.io/name": "cartservice",
    "app.kubernetes.io/part-of": "shop",
    "app.kubernetes.io/managed-by": "slipway",
  });
});

test("an object that is part of nothing has no part-of", () => {
  expect(labels({ name: "cartservice" })).toEqual({
    "app.kubernetes.io/name": "cartservice",
    "app.kubernetes.io/managed-by": "slipway",
  });
});

test("pods are selected by their name alone, because a Deployment's selector can never change", () => {
  expect(selectorLabels("cartservice")).toEqual({ "app.kubernetes.io/name": "cartservice" });
  expect(labels({ name: "cartservice", partOf: "shop" })).toMatchObject(selectorLabels("cartservice"));
});

test("an AWS resource carries project, environment and maker", () => {
  expect(tags({ project: "slipway", environment: "dev" })).toEqual({
    Project: "slipway",
    Environment: "dev",
    ManagedBy: "slipway",
  });
});

test("the client's own tags come besides, and change none of those that rules and the audit go by", () => {
  expect(tags({ project: "slipway", environment: "dev", extra: { Environment: "dev-eu", CostCenter: "42" } })).toEqual({
    Project: "slipway",
    Environment: "dev",
    ManagedBy: "slipway",
    CostCenter: "42",
  });
});
