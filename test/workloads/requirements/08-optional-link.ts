import { Application, linkTo } from "../../../components/workloads";
import { fact, image, main, type Requirement } from "./requirement";

export const optionalLink: Requirement = {
  number: 8,
  asks: "a link to a service that is not deployed everywhere",
  program: (cluster) => {
    new Application("optional-link", {
      cluster,
      services: {
        frontend: {
          image: image("frontend"),
          ports: { http: 8080 },
          env: {
            ASSISTANT_ADDR: linkTo("assistant", { optional: true }),
            REVIEWS_ADDR: linkTo("reviews", { optional: true, otherwise: "none" }),
            CATALOG_ADDR: linkTo("catalog", { optional: true }),
          },
        },
        catalog: { image: image("catalog"), ports: { grpc: 3550 } },
      },
    });
  },
  facts: [
    fact("Deployment/frontend", main("env"), [
      { name: "REVIEWS_ADDR", value: "none" },
      { name: "CATALOG_ADDR", value: "catalog:3550" },
    ]),
    // DNS, and the one that is there.
    fact("NetworkPolicy/frontend", ["spec", "egress", "length"], 2),
  ],
};
