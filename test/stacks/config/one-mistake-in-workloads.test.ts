/**
 * One mistake is one message, for the workloads of an application: each value of a configuration that is right is broken in turn, its shape or
 * its key, and nothing else is complained of because of it. This does not show that the one message is a good one: the fixtures in bad/ do.
 */
import { formatPath } from "../../../components/core";
import { everyKind } from "./every-kind";
import {
  change,
  isFixedKey,
  isToldAtOnce,
  placesOf,
  problemsOf,
  told,
  withList,
  withMisspeltKey,
  type Config,
  type Path,
} from "./mistakes";

const places = placesOf(everyKind, []);

test("the configuration is right", () => {
  expect(told(everyKind)).toEqual([]);
});

test("one value of a wrong type gets one message, at that value", () => {
  const others = places.filter((place) => !isToldAtOnce(place, problemsOf(withList(everyKind, place))));
  expect(others.map((place) => [formatPath(place), told(withList(everyKind, place))])).toEqual([]);
});

test("one misspelt key gets one message, at that key", () => {
  const keys = places.filter((place) => place.length > 1 && isFixedKey(place));
  expect(keys.length).toBeGreaterThan(200);
  const others = keys.filter((place) => !isToldAtOnce(place, problemsOf(withMisspeltKey(everyKind, place))));
  expect(others.map((place) => [formatPath(place), told(withMisspeltKey(everyKind, place))])).toEqual([]);
});

test("a broken field keeps nothing else from being checked that does not hang on it", () => {
  const application = ["slipway:applications", "orders-app"];
  const mistakes: readonly (readonly [Path, unknown])[] = [
    [[...application, "workers", "importer", "replicas"], { min: 4, max: 2 }],
    [[...application, "scheduledJobs", "report", "timeZone"], "Berlin"],
    [[...application, "statefulServices", "ledger", "volumeClaims", "data", "class"], "gp2"],
    [[...application, "services", "orders", "owner"], "the shop's team"],
    [[...application, "services", "orders", "after", 0], "migrated"],
  ];
  const wrong = mistakes.reduce<Config>(
    (config, [place, value]) =>
      change(config, place, (around, key) => {
        around[key] = value;
      }),
    everyKind,
  );
  const expected = mistakes.map(([place]) => formatPath(place.filter((key) => key !== 0)));
  const fields = placesOf(everyKind, []).filter(
    ([, , section, name, field, ...inner]) =>
      section === "services" && name === "orders" && field !== undefined && inner.length === 0,
  );
  expect(fields.length).toBeGreaterThan(30);
  const silenced = fields.flatMap((place) => {
    const paths = problemsOf(withList(wrong, place)).map(({ path }) => formatPath(path));
    const own = formatPath(place);
    // Without an image, nothing is said of a workload.
    const missed = expected.filter((path) => !paths.includes(path) && path !== own);
    return place.at(-1) === "image" ? [] : missed.map((path) => `${path}, by ${own}`);
  });
  expect(silenced).toEqual([]);
});
