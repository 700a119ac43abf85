/** What containers ask for and may take. That a node kills or slows down what takes more is not shown here. */
import { parseQuantity } from "../../components/core";
import fc from "fast-check";
import {
  checkQuality,
  checkResources,
  containerResources,
  initDefaults,
  planResources,
  sidecarDefaults,
  type ResourcesSpec,
} from "../../components/workloads/pod/resources";

function told(spec: ResourcesSpec): string[] {
  return checkResources(spec).map(({ path, message }) => `${path.slice(1).join(".")}: ${message}`);
}

it("each kind of container has its defaults", () => {
  expect(containerResources()).toEqual({ requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } });
  expect(containerResources({}, initDefaults)).toEqual({
    requests: { cpu: "10m", memory: "16Mi" },
    limits: { memory: "64Mi" },
  });
  expect(containerResources({}, sidecarDefaults)).toEqual({
    requests: { cpu: "10m", memory: "32Mi" },
    limits: { memory: "128Mi" },
  });
});

it.each<[string, ResourcesSpec, object]>([
  [
    "a limit below the default request lowers the request",
    { limits: { cpu: "50m", memory: "64Mi" } },
    { requests: { cpu: "50m", memory: "64Mi" }, limits: { cpu: "50m", memory: "64Mi" } },
  ],
  [
    "a request above the default limit raises the limit",
    { requests: { memory: "1Gi" } },
    { requests: { cpu: "100m", memory: "1Gi" }, limits: { memory: "1Gi" } },
  ],
  [
    "disk has Kubernetes' name",
    { requests: { ephemeralStorage: "1Gi" }, limits: { ephemeralStorage: "2Gi" } },
    {
      requests: { cpu: "100m", memory: "128Mi", "ephemeral-storage": "1Gi" },
      limits: { memory: "256Mi", "ephemeral-storage": "2Gi" },
    },
  ],
  [
    "GPUs and others are requested and at most",
    { gpu: 2, extended: { "vpc.amazonaws.com/pod-eni": "1" } },
    {
      requests: { cpu: "100m", memory: "128Mi", "nvidia.com/gpu": "2", "vpc.amazonaws.com/pod-eni": "1" },
      limits: { memory: "256Mi", "nvidia.com/gpu": "2", "vpc.amazonaws.com/pod-eni": "1" },
    },
  ],
  [
    "guaranteed by defaults",
    { quality: "guaranteed" },
    { requests: { cpu: "100m", memory: "256Mi" }, limits: { cpu: "100m", memory: "256Mi" } },
  ],
  [
    "guaranteed by what is said in either",
    { quality: "guaranteed", requests: { cpu: "2" }, limits: { memory: "4Gi" } },
    { requests: { cpu: "2", memory: "4Gi" }, limits: { cpu: "2", memory: "4Gi" } },
  ],
  [
    "burstable in so many words",
    { quality: "burstable" },
    { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
  ],
])("%s", (_, spec, expected) => {
  expect(checkResources(spec)).toEqual([]);
  expect(containerResources(spec)).toEqual(expected);
});

it.each<[string, ResourcesSpec]>([
  ["limits.memory: this is no amount of memory", { limits: { memory: "512m" } }],
  ["limits.memory: these are so few bytes that a unit was probably meant", { limits: { memory: "512" } }],
  ["limits.cpu: this is no amount of cpu", { limits: { cpu: "500Mi" } }],
  ["requests.ephemeralStorage: this is no amount of disk", { requests: { ephemeralStorage: "1500m" } }],
  ["requests.ephemeralStorage: this is no quantity", { requests: { ephemeralStorage: "1GB" } }],
  [
    "requests.memory: more memory is requested than the limit allows",
    { requests: { memory: "2Gi" }, limits: { memory: "1Gi" } },
  ],
  [
    "requests.ephemeralStorage: more disk is requested than the limit allows",
    { requests: { ephemeralStorage: "2Gi" }, limits: { ephemeralStorage: "1Gi" } },
  ],
  [
    "limits.cpu: the limits of a guaranteed container are its requests",
    { quality: "guaranteed", requests: { cpu: "1" }, limits: { cpu: "2" } },
  ],
  ["gpu: a container gets whole GPUs", { gpu: 0.5 }],
  ["gpu: a container gets whole GPUs", { gpu: 0 }],
  ["extended.nvidia.com/gpu: GPUs are asked for twice", { gpu: 1, extended: { "nvidia.com/gpu": "1" } }],
  ["extended.nvidia.com/gpu: such a resource is counted in whole numbers", { extended: { "nvidia.com/gpu": "500m" } }],
  ["extended.cpu: this is no name of a resource that nodes have besides Kubernetes' own", { extended: { cpu: "1" } }],
  [
    "extended.kubernetes.io/thing: this is no name of a resource that nodes have besides Kubernetes' own",
    { extended: { "kubernetes.io/thing": "1" } },
  ],
  ["extended.hugepages-2Mi: this is no amount of memory", { extended: { "hugepages-2Mi": "lots" } }],
])("%s", (problem, spec) => {
  expect(told(spec)).toEqual([problem]);
});

it("equal amounts may be written differently", () => {
  expect(told({ quality: "guaranteed", requests: { cpu: "1" }, limits: { cpu: "1000m" } })).toEqual([]);
});

it("a resource of Kubernetes' own is pointed to its field", () => {
  expect(checkResources({ extended: { "ephemeral-storage": "1Gi" } })).toEqual([
    {
      path: ["resources", "extended", "ephemeral-storage"],
      message: "this is no name of a resource that nodes have besides Kubernetes' own",
      found: "ephemeral-storage",
      allowed: "a name with a domain before it, such as vpc.amazonaws.com/pod-eni, or hugepages-2Mi",
      fix: "use requests.ephemeralStorage and limits.ephemeralStorage",
    },
  ]);
});

it("a pod is guaranteed as a whole or not at all", () => {
  const image = "proxy:1";
  expect(
    checkQuality({
      resources: { quality: "guaranteed" },
      initContainers: { migrate: { image } },
      sidecars: { proxy: { image, resources: { quality: "guaranteed" } } },
    }),
  ).toEqual([
    {
      path: ["initContainers", "migrate", "resources", "quality"],
      message: "a pod is only guaranteed if all of its containers are, and the main one is to be",
      found: "burstable",
      allowed: "guaranteed",
      fix: "write quality: guaranteed here too, or remove it from the main container",
    },
  ]);
  expect(
    checkQuality({
      initContainers: { migrate: { image } },
      sidecars: { proxy: { image, resources: { quality: "guaranteed" } } },
    }),
  ).toEqual([]);
});

it("what is given is kept, and what is planned is never more requested than allowed", () => {
  const memory = fc.option(
    fc.integer({ min: 1, max: 4096 }).map((mebibytes) => `${mebibytes}Mi`),
    { nil: undefined },
  );
  const cpu = fc.option(
    fc.integer({ min: 1, max: 8000 }).map((milli) => `${milli}m`),
    { nil: undefined },
  );
  const amounts = fc.record({ cpu, memory });
  fc.assert(
    fc.property(amounts, amounts, fc.constantFrom("burstable", "guaranteed"), (requests, limits, quality) => {
      const spec: ResourcesSpec = { requests, limits, quality };
      if (checkResources(spec).length > 0) return;
      const planned = planResources(spec);
      for (const field of ["cpu", "memory"] as const) {
        const [request, limit] = [planned.requests[field], planned.limits[field]];
        if (quality === "burstable") {
          if (requests[field] !== undefined) expect(request).toBe(requests[field]);
          if (limits[field] !== undefined) expect(limit).toBe(limits[field]);
        } else {
          expect(request).toBe(limit);
          expect(limit).toBeDefined();
        }
        if (limit !== undefined) expect(parseQuantity(request ?? "")).toBeLessThanOrEqual(parseQuantity(limit) ?? 0);
      }
    }),
  );
});
