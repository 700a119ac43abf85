// What values and the table of costs are made from. Which values each chart is given is shown by the add-on's own test.
import type { Pods } from "../../components/addons";
import { isDoubled, podsOf, resourcesOf, spreadOf } from "../../components/addons/frame/pods";

const pods: Pods = { name: "controller", replicas: 2, cpuMillis: 50, memoryMib: 128, labels: { app: "controller" } };

test("memory is limited to what is asked for; CPU, which would only be slowed down, is not", () => {
  expect(resourcesOf(pods)).toEqual({ requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "128Mi" } });
});

test("several are rather in different zones and on different nodes, but never kept from starting", () => {
  expect(spreadOf(pods)).toEqual(
    ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector: { matchLabels: { app: "controller" } },
    })),
  );
});

test.each([0, 1, "perNode"] as const)("of %s there is nothing to spread, and no budget", (replicas) => {
  expect(spreadOf({ ...pods, replicas })).toEqual([]);
  expect(isDoubled({ ...pods, replicas })).toBe(false);
});

test("several have a budget", () => {
  expect([2, 3].map((replicas) => isDoubled({ ...pods, replicas }))).toEqual([true, true]);
});

test("pods are known by their name, and a name that nobody has is a defect of the add-on", () => {
  expect(podsOf([{ ...pods, name: "other" }, pods], "controller")).toBe(pods);
  expect(() => podsOf([pods], "webhook")).toThrow("the add-on has no pods of the name webhook");
});
