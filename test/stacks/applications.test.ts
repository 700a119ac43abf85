/**
 * Applications of a configuration, from its sections to what is registered. This shows that every kind of workload is made, and with what; that
 * a cluster accepts it is shown by `npm run e2e`.
 */
import { readConfigFile } from "../../stacks/config";
import { validate } from "../../stacks/config/validate";
import { main } from "../../stacks/main";
import { record, type Recording } from "../../testing";
import { everyKind } from "./config/every-kind";
import { change, type Config } from "./config/mistakes";

async function recordConfig(raw: Config): Promise<Recording> {
  const { config, problems } = validate("test", raw);
  expect(problems).toEqual([]);
  return record(() => main(config), { stack: "test" });
}

const isProtected = ({ resources }: Recording) =>
  resources.filter(({ protect }) => protect).map(({ path }) => path.replace("Application:orders-app/", ""));

const application = ["slipway:applications", "orders-app"];
let everything: Recording;
beforeAll(async () => {
  everything = await recordConfig(everyKind);
});

test("every kind of workload is made of a configuration", () => {
  const kinds = everything.resources
    .filter(({ parent }) => parent === "Application:orders-app")
    .map(({ path }) => path.split("/").at(-1));
  expect(kinds).toEqual(
    expect.arrayContaining([
      "Namespace:orders-app-namespace",
      "Microservice:orders-app-orders",
      "Worker:orders-app-importer",
      "StatefulService:orders-app-ledger",
      "NodeAgent:orders-app-shipper",
      "BatchJob:orders-app-migrate",
      "BatchJob:orders-app-prepare",
      "ScheduledJob:orders-app-report",
    ]),
  );
});

test("the output services names every workload by its application, in the order of the kinds", () => {
  expect(everything.outputs.services).toEqual({
    "orders-app": ["orders", "importer", "ledger", "shipper", "migrate", "prepare", "report"],
  });
});

test("an encrypted value goes into a Secret, as a secret of Pulumi, and nowhere else", () => {
  const holding = everything.resources.filter(({ inputs }) => JSON.stringify(inputs).includes('{"secret":true}'));
  expect(holding.map(({ type, name }) => `${type} ${name}`)).toEqual(
    expect.arrayContaining([
      "kubernetes:core/v1:Secret orders-app-orders-env",
      "kubernetes:core/v1:Secret orders-app-orders-mail",
    ]),
  );
  expect(holding.filter(({ type }) => type !== "kubernetes:core/v1:Secret")).toEqual([]);
  expect(JSON.stringify(everything.resources)).not.toContain("an encrypted value");
});

test("a namespace, stateful services and what keeps data of claims are protected in production, where they keep something", () => {
  expect(isProtected(everything)).toEqual([
    "InClusterPostgres:orders-app-db/StatefulService:orders-app-db/StatefulSet:orders-app-db",
    "Namespace:orders-app-namespace/Namespace:orders-app-namespace",
    "StatefulService:orders-app-ledger/StatefulSet:orders-app-ledger",
  ]);
});

test("nothing is protected in another stage, where that is switched off, or where nothing is kept", async () => {
  const staging = change(everyKind, ["slipway:stage"], (around, key) => {
    around[key] = "staging";
  });
  expect(isProtected(await recordConfig(staging))).toEqual([]);

  const unprotected = [
    [...application, "namespace", "protected"],
    [...application, "statefulServices", "ledger", "protected"],
    [...application, "claims", "db", "protected"],
  ].reduce(
    (raw, place) =>
      change(raw, place, (around, key) => {
        around[key] = false;
      }),
    everyKind,
  );
  expect(isProtected(await recordConfig(unprotected))).toEqual([]);

  const stateless: Config = {
    "slipway:stage": "production",
    "slipway:cluster": { target: "existing" },
    "slipway:applications": { orders: { services: { api: { image: "registry.example/orders:1.0.0" } } } },
  };
  expect(isProtected(await recordConfig(stateless))).toEqual([]);
});

test("the shop counts on what the cluster is said to have", async () => {
  const local = readConfigFile("local");
  const schedules = [{ start: "0 8 * * 5", end: "0 20 * * 5", timeZone: "Europe/Berlin", replicas: 4 }];
  const shop = { services: { frontend: { replicas: { min: 2, max: 4, schedules } } } };
  const { resources } = await record(() => main({ ...local, shop, capabilities: { keda: true } }), { stack: "local" });
  expect(resources.map(({ path }) => path)).toContainEqual(
    expect.stringMatching(/^Shop:shop\/Microservice:shop-frontend\/ScaledObject:/),
  );
});
