import { NodeAgent } from "../../../components/workloads";
import { fact, image, main, placeIn, pod, type Requirement } from "./requirement";

export const nodeAgent: Requirement = {
  number: 21,
  asks: "an agent on each node, with a folder of the node, a UDP port of it, and its address",
  program: (cluster) => {
    new NodeAgent("collector", {
      ...placeIn(cluster, "node-agent", { podSecurity: "privileged" }),
      image: image("collector"),
      ports: { otlp: 4317, statsd: { port: 8125, protocol: "udp", hostPort: 8125 } },
      volumes: { logs: { hostPath: "/var/log/pods", mountPath: "/var/log/pods" } },
      env: { NODE_IP: { fromField: "status.hostIP" }, NODE_NAME: { fromField: "spec.nodeName" } },
      podExceptions: {
        hostPath: "reads the logs of every pod of its node",
        hostPorts: "programs send StatsD to the address of their node",
      },
    });
  },
  facts: [
    fact("DaemonSet/collector", pod("volumes"), [{ name: "logs", hostPath: { path: "/var/log/pods" } }]),
    fact("DaemonSet/collector", main("volumeMounts"), [{ name: "logs", mountPath: "/var/log/pods", readOnly: true }]),
    fact("DaemonSet/collector", main("ports", 1), {
      name: "statsd",
      containerPort: 8125,
      hostPort: 8125,
      protocol: "UDP",
    }),
    fact("DaemonSet/collector", main("env", 0), {
      name: "NODE_IP",
      valueFrom: { fieldRef: { fieldPath: "status.hostIP" } },
    }),
    fact("DaemonSet/collector", pod("tolerations"), [{ operator: "Exists" }]),
    fact("Service/collector", ["spec", "internalTrafficPolicy"], "Local"),
  ],
};
