/** How pods end, as fields of their objects. That no request is lost is shown by `npm run e2e:pods`. */
import {
  checkShutdown,
  containerLifecycle,
  planShutdown,
  readinessGates,
  type ShutdownSpec,
} from "../../components/workloads/pod/shutdown";

it.each<[string, ShutdownSpec | undefined, boolean, object]>([
  ["a service", undefined, true, { delaySeconds: 5, gracePeriodSeconds: 35 }],
  ["a worker", undefined, false, { delaySeconds: 0, gracePeriodSeconds: 30 }],
  ["a longer delay", { delaySeconds: 20 }, true, { delaySeconds: 20, gracePeriodSeconds: 50 }],
  ["a longer end", { gracePeriodSeconds: 120 }, true, { delaySeconds: 5, gracePeriodSeconds: 120 }],
])("%s has its delay and grace period", (_, spec, hasPorts, expected) => {
  expect(checkShutdown(spec, hasPorts)).toEqual([]);
  expect(planShutdown(spec, hasPorts)).toEqual(expected);
});

it("the delay is the kubelet's own sleep", () => {
  expect(containerLifecycle(5)).toEqual({ lifecycle: { preStop: { sleep: { seconds: 5 } } } });
  expect(containerLifecycle(0)).toEqual({});
});

it("readiness gates are conditions", () => {
  expect(readinessGates()).toEqual([]);
  expect(readinessGates({ readinessGates: ["target-health.elbv2.k8s.aws/k8s-shop-orders"] })).toEqual([
    { conditionType: "target-health.elbv2.k8s.aws/k8s-shop-orders" },
  ]);
});

it("a pod is not killed before it was told to stop", () => {
  expect(checkShutdown({ delaySeconds: 30, gracePeriodSeconds: 30 }, true)).toEqual([
    {
      path: ["shutdown", "gracePeriodSeconds"],
      message: "the pod would be killed before it was told to stop",
      found: "delaySeconds 30, gracePeriodSeconds 30",
      allowed: "more than 30",
      fix: "set gracePeriodSeconds to the delay and the time a request may take, such as 60",
    },
  ]);
  expect(checkShutdown({ gracePeriodSeconds: 5 }, true)).toHaveLength(1);
  expect(checkShutdown({ gracePeriodSeconds: 5 }, false)).toEqual([]);
});

it.each<[string, ShutdownSpec]>([
  ["shutdown.delaySeconds: the number is none that Kubernetes takes here", { delaySeconds: -3 }],
  ["shutdown.gracePeriodSeconds: the number is none that Kubernetes takes here", { gracePeriodSeconds: 0 }],
  ["shutdown.readinessGates.1: this is no type of a condition", { readinessGates: ["a.example/ok", "not one"] }],
  ["shutdown.readinessGates.1: the condition is named twice", { readinessGates: ["a.example/ok", "a.example/ok"] }],
])("%s", (problem, spec) => {
  expect(checkShutdown(spec, true).map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual([problem]);
});
