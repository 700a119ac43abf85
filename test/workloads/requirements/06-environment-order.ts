import { Microservice } from "../../../components/workloads";
import { fact, image, main, placeIn, type Requirement } from "./requirement";

export const environmentOrder: Requirement = {
  number: 6,
  asks: "environment variables in order, as one refers to those above it",
  program: (cluster) => {
    new Microservice("cart", {
      ...placeIn(cluster, "environment-order"),
      image: image("cart"),
      ports: { http: 8080 },
      // By the alphabet the second would come first, and Kubernetes would leave `$(CART_PORT)` as it stands.
      env: { CART_PORT: 8080, ASPNETCORE_URLS: "http://*:$(CART_PORT)" },
    });
  },
  facts: [
    fact("Deployment/cart", main("env"), [
      { name: "CART_PORT", value: "8080" },
      { name: "ASPNETCORE_URLS", value: "http://*:$(CART_PORT)" },
    ]),
  ],
};
