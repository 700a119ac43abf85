import { Microservice } from "../../../components/workloads";
import { fact, image, main, placeIn, pod, type Requirement } from "./requirement";

export const sharedVolume: Requirement = {
  number: 10,
  asks: "a folder that an init container fills, one container reads and another writes",
  program: (cluster) => {
    new Microservice("flags", {
      ...placeIn(cluster, "shared-volume"),
      image: image("flags"),
      ports: { grpc: 8013, http: { port: 4000, container: "editor" } },
      config: { defaults: { data: { "flags.json": "{}" } } },
      volumes: { defaults: { config: "defaults" }, flags: { mountPath: "/etc/flags", readOnly: true } },
      initContainers: {
        copy: {
          image: image("busybox"),
          command: ["cp", "/defaults/flags.json", "/flags/"],
          mounts: { defaults: "/defaults", flags: "/flags" },
        },
      },
      sidecars: { editor: { image: image("editor"), native: false, mounts: { flags: "/app/data" } } },
    });
  },
  facts: [
    fact("Deployment/flags", pod("volumes"), [
      { name: "defaults", configMap: { name: "flags-defaults" } },
      { name: "flags", emptyDir: {} },
    ]),
    fact("Deployment/flags", pod("initContainers", 0, "volumeMounts"), [
      { name: "defaults", mountPath: "/defaults", readOnly: true },
      { name: "flags", mountPath: "/flags" },
    ]),
    fact("Deployment/flags", main("volumeMounts"), [{ name: "flags", mountPath: "/etc/flags", readOnly: true }]),
    fact("Deployment/flags", pod("containers", 1, "volumeMounts"), [{ name: "flags", mountPath: "/app/data" }]),
    fact("Deployment/flags", pod("containers", 1, "ports"), [{ name: "http", containerPort: 4000, protocol: "TCP" }]),
  ],
};
