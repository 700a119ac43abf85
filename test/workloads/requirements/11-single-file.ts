import { Microservice } from "../../../components/workloads";
import { fact, image, main, placeIn, pod, podAnnotation, type Requirement } from "./requirement";

export const singleFile: Requirement = {
  number: 11,
  asks: "a single file by subPath, whose change rolls the pods, and a folder in memory",
  program: (cluster) => {
    new Microservice("gateway", {
      ...placeIn(cluster, "single-file"),
      image: image("gateway"),
      ports: { http: 8080 },
      config: { settings: { data: { "gateway.yaml": "listen: 8080\n" } } },
      volumes: {
        settings: { config: "settings", mountPath: "/etc/gateway/gateway.yaml", file: "gateway.yaml" },
        cache: { memory: true, sizeLimit: "64Mi", mountPath: "/tmp" },
      },
    });
  },
  facts: [
    fact("ConfigMap/gateway-settings", ["data"], { "gateway.yaml": "listen: 8080\n" }),
    fact("Deployment/gateway", main("volumeMounts"), [
      { name: "settings", mountPath: "/etc/gateway/gateway.yaml", subPath: "gateway.yaml", readOnly: true },
      { name: "cache", mountPath: "/tmp" },
    ]),
    fact("Deployment/gateway", pod("volumes", 1), { name: "cache", emptyDir: { medium: "Memory", sizeLimit: "64Mi" } }),
    // SHA-256 of [["gateway.yaml","listen: 8080\n"]] as JSON, the first 16 digits.
    fact("Deployment/gateway", podAnnotation("checksum.slipway/settings"), "f3acc6b8152ad34d"),
  ],
};
