import { Application, linkTo } from "../../../components/workloads";
import { fact, image, main, type Requirement } from "./requirement";

export const addressFormats: Requirement = {
  number: 7,
  asks: "an address in the form that each consumer wants",
  program: (cluster) => {
    new Application("address-formats", {
      cluster,
      services: {
        store: { image: image("store"), ports: { tcp: 5432 } },
        catalog: { image: image("catalog"), ports: { http: 8080, grpc: 9090 } },
        orders: {
          image: image("orders"),
          env: {
            STORE_ADDR: linkTo("store"),
            STORE_HOST: linkTo("store", { as: "host" }),
            STORE_PORT: linkTo("store", { as: "port" }),
            STORE_DSN: linkTo("store", { as: ({ host, port }) => `Host=${host};Port=${port};Username=orders` }),
            CATALOG_URL: linkTo("catalog", { port: "http", as: "url" }),
            CATALOG: linkTo("catalog", { ports: ["http", "grpc"], as: "{host}?http={port:http}&grpc={port:grpc}" }),
          },
        },
      },
    });
  },
  facts: [
    fact("Deployment/orders", main("env"), [
      { name: "STORE_ADDR", value: "store:5432" },
      { name: "STORE_HOST", value: "store" },
      { name: "STORE_PORT", value: "5432" },
      { name: "STORE_DSN", value: "Host=store;Port=5432;Username=orders" },
      { name: "CATALOG_URL", value: "http://catalog:8080" },
      { name: "CATALOG", value: "catalog?http=8080&grpc=9090" },
    ]),
  ],
};
