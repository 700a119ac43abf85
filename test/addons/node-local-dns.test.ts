// The objects of the DNS cache of nodes. That it answers, and gives its address back when it ends, only a node shows.
import { checkPlatformAddOns, type AddOnSurroundings } from "../../components/addons";
import { dnsAddressIn, type NodeLocalDnsSpec } from "../../components/addons/node-local-dns/node-local-dns";
import type { RecordedWorkloads } from "../workloads/recorded-workloads";
import { addOnsInExistingCluster, addOnsOnEks } from "./recorded-add-ons";

const metadata = (name: string) => ({
  name,
  namespace: "kube-system",
  labels: { "app.kubernetes.io/name": name, "app.kubernetes.io/managed-by": "slipway" },
});

const corefile = `corp.local:53 {
    errors
    reload
    loop
    cache {
        success 9984 60
        denial 9984 5
    }
    bind 169.254.20.10 10.96.0.10
    forward . __PILLAR__CLUSTER__DNS__ {
        force_tcp
        max_concurrent 1000
    }
    health 169.254.20.10:8080
    prometheus :9253
}

in-addr.arpa:53 {
    errors
    reload
    loop
    cache 60
    bind 169.254.20.10 10.96.0.10
    forward . __PILLAR__CLUSTER__DNS__ {
        force_tcp
        max_concurrent 1000
    }
    prometheus :9253
}

ip6.arpa:53 {
    errors
    reload
    loop
    cache 60
    bind 169.254.20.10 10.96.0.10
    forward . __PILLAR__CLUSTER__DNS__ {
        force_tcp
        max_concurrent 1000
    }
    prometheus :9253
}

.:53 {
    errors
    reload
    loop
    cache 60
    bind 169.254.20.10 10.96.0.10
    forward . __PILLAR__UPSTREAM__SERVERS__ {
        max_concurrent 1000
    }
    prometheus :9253
}
`;

describe("in a cluster that is there already", () => {
  let recorded: RecordedWorkloads;
  beforeAll(async () => {
    recorded = await addOnsInExistingCluster({
      nodeLocalDns: {
        dnsServiceIp: "10.96.0.10",
        clusterDomain: "corp.local",
        cacheSeconds: 60,
        transform: { daemonSet: { spec: { minReadySeconds: 5 } } },
      },
      prometheusOperatorCrds: true,
      mirrors: { images: "registry.example.com/mirror" },
    });
  });

  it("listens at the address of the cluster's DNS and at its own, and asks the cluster's DNS by TCP", () => {
    expect(recorded.inputs("ConfigMap/node-local-dns")).toMatchObject({
      metadata: metadata("node-local-dns"),
      data: { Corefile: corefile },
    });
  });

  it("reaches the cluster's DNS by a Service of its own, which is there before its pods", () => {
    expect(recorded.inputs("Service/kube-dns-upstream")).toMatchObject({
      metadata: metadata("kube-dns-upstream"),
      spec: {
        selector: { "k8s-app": "kube-dns" },
        ports: [
          { name: "dns", port: 53, targetPort: 53, protocol: "UDP" },
          { name: "dns-tcp", port: 53, targetPort: 53, protocol: "TCP" },
        ],
      },
    });
    expect(recorded.dependencies("DaemonSet/node-local-dns")).toEqual(
      expect.arrayContaining([
        "Service/kube-dns-upstream",
        "ConfigMap/node-local-dns",
        "ServiceAccount/node-local-dns",
      ]),
    );
  });

  it("runs on every node, in its network, with as few rights as packet rules take, and says why", () => {
    const health = { httpGet: { host: "169.254.20.10", path: "/health", port: 8080 } };
    const { template, ...spec } = recorded.spec("DaemonSet/node-local-dns");
    expect(spec).toEqual({
      selector: { matchLabels: { "k8s-app": "node-local-dns" } },
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%" } },
      minReadySeconds: 5,
    });
    expect(template).toEqual({
      metadata: {
        labels: { "k8s-app": "node-local-dns" },
        annotations: {
          "exceptions.slipway/hostNetwork": "it listens at addresses of its node",
          "exceptions.slipway/hostPath": "it shares the node's lock of packet rules with kube-proxy",
          "exceptions.slipway/runAsRoot": "it makes a network interface and packet rules",
          "exceptions.slipway/capabilities": "it makes a network interface and packet rules, and listens on port 53",
          "exceptions.slipway/writableRoot": "its image chooses between two versions of iptables when it starts",
        },
      },
      spec: {
        serviceAccountName: "node-local-dns",
        automountServiceAccountToken: false,
        priorityClassName: "system-node-critical",
        hostNetwork: true,
        dnsPolicy: "Default",
        enableServiceLinks: true,
        tolerations: [{ operator: "Exists" }],
        nodeSelector: { "kubernetes.io/os": "linux" },
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                {
                  matchExpressions: [{ key: "eks.amazonaws.com/compute-type", operator: "NotIn", values: ["fargate"] }],
                },
              ],
            },
          },
        },
        securityContext: { seccompProfile: { type: "RuntimeDefault" } },
        containers: [
          {
            name: "node-cache",
            image: "registry.example.com/mirror/dns/k8s-dns-node-cache:1.26.8",
            args: [
              ...["-localip", "169.254.20.10,10.96.0.10", "-conf", "/etc/Corefile"],
              ...["-upstreamsvc", "kube-dns-upstream", "-pidfile", "/tmp/node-cache.pid"],
            ],
            ports: [{ name: "metrics", containerPort: 9253, protocol: "TCP" }],
            resources: { requests: { cpu: "25m", memory: "128Mi" }, limits: { memory: "128Mi" } },
            securityContext: {
              allowPrivilegeEscalation: false,
              privileged: false,
              runAsUser: 0,
              runAsNonRoot: false,
              capabilities: { drop: ["ALL"], add: ["NET_ADMIN", "NET_BIND_SERVICE", "NET_RAW"] },
            },
            readinessProbe: { ...health, periodSeconds: 5 },
            livenessProbe: { ...health, initialDelaySeconds: 60, timeoutSeconds: 5 },
            volumeMounts: [
              { name: "xtables-lock", mountPath: "/run/xtables.lock" },
              { name: "config", mountPath: "/etc/coredns", readOnly: true },
            ],
          },
        ],
        volumes: [
          { name: "xtables-lock", hostPath: { path: "/run/xtables.lock", type: "FileOrCreate" } },
          {
            name: "config",
            configMap: { name: "node-local-dns", items: [{ key: "Corefile", path: "Corefile.base" }] },
          },
        ],
      },
    });
  });

  it("has its metrics read", () => {
    expect(recorded.spec("Service/node-local-dns")).toEqual({
      clusterIP: "None",
      selector: { "k8s-app": "node-local-dns" },
      ports: [{ name: "metrics", port: 9253, targetPort: 9253, protocol: "TCP" }],
    });
    expect(recorded.spec("ServiceMonitor/node-local-dns")).toEqual({
      selector: { matchLabels: { "app.kubernetes.io/name": "node-local-dns" } },
      endpoints: [{ port: "metrics" }],
    });
  });

  it("makes no namespace, and no policy that its pods in the network of nodes would not be held by", () => {
    expect(recorded.objects.filter((name) => name.endsWith("/node-local-dns"))).toEqual([
      "ConfigMap/node-local-dns",
      "DaemonSet/node-local-dns",
      "Service/node-local-dns",
      "ServiceAccount/node-local-dns",
      "ServiceMonitor/node-local-dns",
    ]);
  });
});

test("on EKS it finds the address by the cluster's range of Services; without monitors there are none", async () => {
  const recorded = await addOnsOnEks({ nodeLocalDns: true });
  expect(recorded.inputs("ConfigMap:add-ons-node-local-dns").data).toEqual({
    Corefile: expect.stringContaining("bind 169.254.20.10 172.20.0.10\n") as string,
  });
  expect(recorded.inputs("DaemonSet:add-ons-node-local-dns")).toMatchObject({
    spec: {
      template: {
        spec: {
          containers: [
            {
              image: "registry.k8s.io/dns/k8s-dns-node-cache:1.26.8",
              args: expect.arrayContaining(["169.254.20.10,172.20.0.10"]) as string[],
            },
          ],
        },
      },
    },
  });
  expect(recorded.named("ServiceMonitor")).toEqual([]);
});

test("EKS gives the cluster's DNS the tenth address", () => {
  expect(["172.20.0.0/16", "10.100.0.0/16", "192.168.128.0/24"].map(dnsAddressIn)).toEqual([
    "172.20.0.10",
    "10.100.0.10",
    "192.168.128.10",
  ]);
  expect(() => dnsAddressIn("fd00::/108")).toThrow("the Services of the cluster have no IPv4 addresses: fd00::/108");
});

const around: AddOnSurroundings = {
  target: "existing",
  isProduction: false,
  highlyAvailable: true,
  kubernetesVersion: undefined,
  autoMode: false,
  ipFamily: "ipv4",
  nodeGroups: undefined,
  capabilities: undefined,
};

test.each<[string, NodeLocalDnsSpec, Partial<AddOnSurroundings>, object]>([
  [
    "a cluster whose DNS has an address that nobody knows",
    {},
    {},
    {
      path: ["nodeLocalDns", "dnsServiceIp"],
      message: "nobody here knows the address of the cluster's DNS, which the cache takes on its nodes",
      found: "nothing",
      fix: "write the cluster IP of its Service: kubectl get service kube-dns --namespace kube-system",
    },
  ],
  [
    "what is no address",
    { dnsServiceIp: "10.96.0" },
    {},
    {
      path: ["nodeLocalDns", "dnsServiceIp"],
      message: "this is no IPv4 address",
      found: "10.96.0",
      fix: "write it like 10.96.0.10",
    },
  ],
  [
    "what is no domain",
    { dnsServiceIp: "10.96.0.10", clusterDomain: "cluster.local." },
    {},
    {
      path: ["nodeLocalDns", "clusterDomain"],
      message: "this is no domain",
      found: "cluster.local.",
      fix: "write it like cluster.local, without a dot at its end",
    },
  ],
  [
    "a time out of bounds",
    { cacheSeconds: 0 },
    { target: "eks" },
    {
      path: ["nodeLocalDns", "cacheSeconds"],
      message: "this number is out of bounds",
      found: "0",
      allowed: "a whole number from 1 to 3600",
      fix: "write a number in between",
    },
  ],
  [
    "a cluster of IPv6",
    {},
    { target: "eks", ipFamily: "ipv6" },
    {
      path: ["nodeLocalDns"],
      message:
        "the pods of this cluster have IPv6 addresses, at which the cache has not been tried: it could leave them without DNS",
      found: "ipFamily: ipv6",
      allowed: "ipFamily: ipv4",
      fix: "write nodeLocalDns: false",
    },
  ],
  [
    "Auto Mode, which has one",
    {},
    { target: "eks", autoMode: true },
    {
      path: ["nodeLocalDns"],
      message: "a cluster in Auto Mode cannot have it: its nodes have a DNS cache built in",
      found: "nodeLocalDns",
      fix: "remove it, or write nodeLocalDns: false where a preset has it",
    },
  ],
])("refuses %s", (_, options, where, problem) => {
  expect(checkPlatformAddOns({ nodeLocalDns: options }, { ...around, ...where })).toEqual([problem]);
});
