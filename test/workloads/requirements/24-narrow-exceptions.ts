import { Microservice } from "../../../components/workloads";
import { fact, image, main, placeIn, pod, podAnnotation, type Requirement } from "./requirement";

const restricted = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  privileged: false,
  readOnlyRootFilesystem: true,
};

export const narrowExceptions: Requirement = {
  number: 24,
  asks: "one exception from Pod Security for one container, and none for the others",
  program: (cluster) => {
    const place = placeIn(cluster, "narrow-exceptions", { podSecurity: "baseline" });
    new Microservice("sessions", {
      ...place,
      image: image("sessions"),
      ports: { http: 8080 },
      security: { runAsUser: 1000 },
      volumes: { data: { mountPath: "/data" } },
      initContainers: {
        own: {
          image: image("busybox"),
          command: ["chown", "1000", "/data"],
          exceptions: { runAsRoot: "only root gives folders away", capabilities: "chown asks for it" },
          linuxCapabilities: ["CHOWN"],
        },
      },
    });
    new Microservice("edge", {
      ...place,
      image: image("edge"),
      ports: { http: 80 },
      podExceptions: { privilegedPort: "its configuration is built into the image" },
      exceptions: { writableRoot: "it writes its process id beside its binary" },
    });
  },
  facts: [
    fact("Deployment/sessions", pod("initContainers", 0, "securityContext"), {
      ...restricted,
      capabilities: { drop: ["ALL"], add: ["CHOWN"] },
      runAsNonRoot: false,
      runAsUser: 0,
    }),
    fact("Deployment/sessions", main("securityContext"), restricted),
    fact("Deployment/sessions", pod("securityContext"), {
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: "RuntimeDefault" },
    }),
    fact("Deployment/sessions", podAnnotation("exceptions.slipway/own.runAsRoot"), "only root gives folders away"),
    fact("Deployment/edge", main("securityContext"), { ...restricted, readOnlyRootFilesystem: false }),
    fact("Deployment/edge", pod("securityContext", "sysctls"), [
      { name: "net.ipv4.ip_unprivileged_port_start", value: "0" },
    ]),
  ],
};
