/** What ports become in a pod and in a Service. That an API server takes them is shown by `npm run e2e`. */
import {
  checkNodeNetworkPorts,
  checkPorts,
  containerPorts,
  planPorts,
  servicePorts,
  takesNodePorts,
  type Ports,
} from "../../components/workloads/exposure/ports";

const pod: Ports = {
  http: { port: 80, targetPort: 8080 },
  "http-alt": { port: 81, targetPort: 8080 },
  admin: { port: 9901, container: "proxy", appProtocol: "kubernetes.io/h2c" },
  dns: { port: 53, targetPort: 5353, protocol: "udp", hostPort: 53 },
};

it("plans ports with what is said of them, and nothing else", () => {
  expect(planPorts({ http: 80, ...pod }).slice(0, 1)).toStrictEqual([
    { name: "http", port: 80, targetPort: 8080, protocol: "http" },
  ]);
  expect(planPorts(pod).slice(2)).toStrictEqual([
    {
      name: "admin",
      port: 9901,
      targetPort: 9901,
      protocol: "tcp",
      container: "proxy",
      appProtocol: "kubernetes.io/h2c",
    },
    { name: "dns", port: 53, targetPort: 5353, protocol: "udp", hostPort: 53 },
  ]);
});

it("gives each container its own ports, each number once", () => {
  expect(containerPorts(planPorts(pod))).toStrictEqual([
    { name: "http", containerPort: 8080, protocol: "TCP" },
    { name: "dns", containerPort: 5353, hostPort: 53, protocol: "UDP" },
  ]);
  expect(containerPorts(planPorts(pod), "proxy")).toStrictEqual([
    { name: "admin", containerPort: 9901, protocol: "TCP" },
  ]);
});

it("finds a port of the node on any of the names that lead to one port of the container", () => {
  expect(containerPorts(planPorts({ http: 80, web: { port: 81, targetPort: 80, hostPort: 8080 } }))).toStrictEqual([
    { name: "http", containerPort: 80, hostPort: 8080, protocol: "TCP" },
  ]);
});

it("gives the Service all of them, with the application protocol and the node port that are said", () => {
  expect(servicePorts(planPorts(pod), planPorts(pod), { admin: 30001 })).toStrictEqual([
    { name: "http", port: 80, targetPort: "http", protocol: "TCP", appProtocol: "http" },
    { name: "http-alt", port: 81, targetPort: "http", protocol: "TCP", appProtocol: "http" },
    {
      name: "admin",
      port: 9901,
      targetPort: "admin",
      protocol: "TCP",
      appProtocol: "kubernetes.io/h2c",
      nodePort: 30001,
    },
    { name: "dns", port: 53, targetPort: "dns", protocol: "UDP" },
  ]);
});

it("finds nothing wrong with ports of several containers, and of the node", () => {
  expect(checkPorts(pod, [undefined, "proxy"])).toEqual([]);
});

it.each<[string, Ports, object]>([
  [
    "a sidecar that there is not",
    { admin: { port: 9901, container: "prox" } },
    {
      path: ["ports", "admin", "container"],
      message: "the port belongs to a sidecar that does not exist",
      found: "prox",
      allowed: "proxy",
      fix: "did you mean proxy?",
    },
  ],
  [
    "one number in two containers",
    { http: 8080, admin: { port: 9901, targetPort: 8080, container: "proxy" } },
    {
      path: ["ports", "admin"],
      message: "two containers of one pod cannot listen on one port, as they share its address",
      found: "http and admin both lead to 8080",
      fix: "give admin a targetPort of its own",
    },
  ],
  [
    "a port of the node that is none",
    { http: { port: 80, hostPort: 0 } },
    {
      path: ["ports", "http", "hostPort"],
      message: "this is no port number",
      found: "0",
      allowed: "a whole number from 1 to 65535",
      fix: "give the number that the program listens on",
    },
  ],
  [
    "one port of the node for two",
    { http: { port: 80, hostPort: 8080 }, admin: { port: 81, hostPort: 8080 } },
    {
      path: ["ports", "admin", "hostPort"],
      message: "two ports want one port of the node",
      found: "http and admin both want 8080",
      fix: "give admin a hostPort of its own",
    },
  ],
  [
    "two ports of the node for one of the container",
    { http: { port: 80, hostPort: 8080 }, web: { port: 81, targetPort: 80, hostPort: 8081 } },
    {
      path: ["ports", "web", "hostPort"],
      message: "one port of the container has two ports of the node",
      found: "http: 8080, web: 8081",
      fix: "remove the hostPort of web",
    },
  ],
  [
    "an application protocol with a space",
    { http: { port: 80, appProtocol: "http 2" } },
    {
      path: ["ports", "http", "appProtocol"],
      message: "this is no name of an application protocol",
      found: "http 2",
      allowed: "a name of IANA such as https, or one with a prefix such as kubernetes.io/h2c",
      fix: "write a name without spaces, or leave it out",
    },
  ],
  [
    "one number twice",
    { http: 80, web: 80 },
    {
      path: ["ports", "web"],
      message: "two ports of the Service have one number",
      found: "http and web are both 80",
      fix: "give web a port of its own, or remove it",
    },
  ],
  [
    "a name that is none",
    { Http: 80 },
    {
      path: ["ports", "Http"],
      message: "this is no name of a port",
      found: "Http",
      allowed: "1 to 15 lower-case letters, digits and single '-', with at least one letter",
      fix: "name it after its protocol, such as http, grpc or http-admin",
    },
  ],
])("refuses %s", (_, ports, problem) => {
  expect(checkPorts(ports, [undefined, "proxy"])).toStrictEqual([problem]);
});

it("takes ports of the node where it says so, and each in the node's network", () => {
  const some = { http: { port: 80, hostPort: 80 }, grpc: 9090 };
  expect([takesNodePorts(some, false), takesNodePorts({ http: 80 }, false), takesNodePorts(undefined, true)]).toEqual([
    true,
    false,
    false,
  ]);
  expect(takesNodePorts({ http: 80 }, true)).toBe(true);
});

it("has in the node's network no other port of the node than its own", () => {
  expect(
    checkNodeNetworkPorts({
      http: 80,
      same: { port: 81, targetPort: 8081, hostPort: 8081 },
      dns: { port: 53, targetPort: 5353, hostPort: 53 },
    }),
  ).toStrictEqual([
    {
      path: ["ports", "dns", "hostPort"],
      message: "in the node's network the container's port is the node's, and cannot be another one there",
      found: "hostPort 53, targetPort 5353",
      allowed: "5353",
      fix: "remove hostPort, or have the program listen on that number and name it as targetPort",
    },
  ]);
});

it("lets TCP and UDP have one number, as DNS and HTTP/3 do", () => {
  expect(checkPorts({ dns: 53, "dns-udp": { port: 53, protocol: "udp", hostPort: 53 } })).toEqual([]);
});
