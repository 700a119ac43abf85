/** Disruption budgets as they are written. That a drain keeps to one is shown by `npm run e2e`. */
import { checkDisruptionBudget, disruptionBudgetArgs } from "../../components/workloads/scaling/disruption-budget";

const selector = { "app.kubernetes.io/name": "orders" };

it("lets one pod go by default, and a broken one at once", () => {
  expect(disruptionBudgetArgs(undefined, selector)).toEqual({
    maxUnavailable: 1,
    selector: { matchLabels: selector },
    unhealthyPodEvictionPolicy: "AlwaysAllow",
  });
});

it("is written as it is said", () => {
  expect(disruptionBudgetArgs({ minAvailable: "50%" }, selector)).toEqual({
    minAvailable: "50%",
    selector: { matchLabels: selector },
    unhealthyPodEvictionPolicy: "AlwaysAllow",
  });
});

it.each([
  [{ maxUnavailable: 1 }, 1],
  [{ minAvailable: 2 }, 3],
  [{ minAvailable: "50%" }, 2],
  // Kubernetes rounds up: 10 % of two pods is one.
  [{ maxUnavailable: "10%" }, 2],
  // No pods at all hold up nobody.
  [{ minAvailable: 1 }, 0],
  [{ minAvailable: 1 }, { min: 2, max: 4 }],
  [{ maxUnavailable: 1 }, { min: 0, max: 4 }],
])("takes %j with %j replicas", (budget, replicas) => {
  expect(checkDisruptionBudget(budget, replicas)).toEqual([]);
});

it.each<[Parameters<typeof checkDisruptionBudget>[0], Parameters<typeof checkDisruptionBudget>[1], string]>([
  [{ maxUnavailable: 0 }, 3, "maxUnavailable: 0, with 3 replicas at the least"],
  [{ maxUnavailable: "0%" }, 3, "maxUnavailable: 0%, with 3 replicas at the least"],
  [{ minAvailable: 1 }, 1, "minAvailable: 1, with 1 replica at the least"],
  [{ minAvailable: "51%" }, 2, "minAvailable: 51%, with 2 replicas at the least"],
  [{ minAvailable: 2 }, { min: 2, max: 9 }, "minAvailable: 2, with 2 replicas at the least"],
  [{ minAvailable: 2 }, undefined, "minAvailable: 2, with 2 replicas at the least"],
  // What scales to zero runs with one pod in between.
  [{ minAvailable: 1 }, { min: 0, max: 9 }, "minAvailable: 1, with 1 replica at the least"],
])("refuses %j with %j replicas, as no node could be drained", (budget, replicas, found) => {
  expect(checkDisruptionBudget(budget, replicas)).toEqual([
    {
      path: ["disruptionBudget", Object.keys(budget ?? {})[0]],
      message: "no node with such a pod could ever be drained, so an upgrade of the nodes would hang",
      found,
      allowed: "a budget that lets at least one pod go",
      fix: "write maxUnavailable: 1, or run more replicas",
    },
  ]);
});

it.each([
  [{}, "neither"],
  [{ maxUnavailable: 1, minAvailable: 1 }, "maxUnavailable and minAvailable"],
])("is stated in one way: %j", (budget, found) => {
  expect(checkDisruptionBudget(budget)).toMatchObject([{ path: ["disruptionBudget"], found }]);
});

it.each([-1, 1.5, "half", "101%", "1"])("is a number or a percentage: %j", (maxUnavailable) => {
  expect(checkDisruptionBudget({ maxUnavailable })).toMatchObject([
    { path: ["disruptionBudget", "maxUnavailable"], message: "this is neither a number of pods nor a percentage" },
  ]);
});
