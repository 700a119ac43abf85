import { Application, linkTo } from "../../../components/workloads";
import { fact, image, main, type Requirement } from "./requirement";

export const ownName: Requirement = {
  number: 5,
  asks: "a reference to its own name, which therefore is fixed",
  program: (cluster) => {
    new Application("own-name", {
      cluster,
      services: {
        flags: {
          image: image("flags"),
          ports: { grpc: 8013, http: 8016 },
          env: { ADVERTISED_URL: linkTo("flags", { port: "http", as: "url" }) },
        },
      },
    });
  },
  facts: [
    fact("Service/flags", ["metadata", "name"], "flags"),
    fact("Deployment/flags", main("env"), [{ name: "ADVERTISED_URL", value: "http://flags:8016" }]),
    fact("Deployment/flags", ["spec", "template", "metadata", "labels", "links.slipway/flags.http"], "true"),
  ],
};
