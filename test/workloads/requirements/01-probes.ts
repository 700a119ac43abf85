import { Microservice } from "../../../components/workloads";
import { fact, image, main, placeIn, type Requirement } from "./requirement";

export const probes: Requirement = {
  number: 1,
  asks: "gRPC probes, a delay before the first one, and a header of one's own",
  program: (cluster) => {
    const place = placeIn(cluster, "probes");
    new Microservice("adverts", {
      ...place,
      image: image("adverts"),
      ports: { grpc: 9555 },
      probes: { liveness: { grpc: { service: "adverts" }, initialDelaySeconds: 20, periodSeconds: 15 } },
    });
    new Microservice("frontend", {
      ...place,
      image: image("frontend"),
      ports: { http: 8080 },
      probes: {
        startup: { exec: { command: ["/frontend", "--check"] }, failureThreshold: 30 },
        readiness: { http: { path: "/ready", headers: { Cookie: "session=probe" } }, initialDelaySeconds: 10 },
      },
    });
  },
  facts: [
    fact("Deployment/adverts", main("readinessProbe"), { grpc: { port: 9555 } }),
    fact("Deployment/adverts", main("livenessProbe"), {
      grpc: { port: 9555, service: "adverts" },
      initialDelaySeconds: 20,
      periodSeconds: 15,
    }),
    fact("Deployment/frontend", main("startupProbe"), {
      exec: { command: ["/frontend", "--check"] },
      failureThreshold: 30,
    }),
    fact("Deployment/frontend", main("readinessProbe"), {
      httpGet: { path: "/ready", port: "http", httpHeaders: [{ name: "Cookie", value: "session=probe" }] },
      initialDelaySeconds: 10,
    }),
  ],
};
