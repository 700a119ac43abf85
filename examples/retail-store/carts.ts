import * as pulumi from "@pulumi/pulumi";
import { linkTo, type ReplicasSpec, type Workloads } from "../../components/workloads";
import { onePod, springService, storeTiming, withStore, type Service } from "./service";

/** A table with the key `id`, and by `customerId` the index `idx_global_customerId`. */
export interface DynamoDbTable {
  readonly name: pulumi.Input<string>;
  readonly arn: pulumi.Input<string>;
  readonly region: string;
}

export type CartsStore = "inMemory" | "inCluster" | DynamoDbTable;

export function carts(store: CartsStore, replicas: ReplicasSpec): Workloads {
  const base = springService("cart", {
    replicas,
    resources: { requests: { cpu: "256m", memory: "512Mi" }, limits: { memory: "512Mi" } },
  });

  if (store === "inMemory") {
    return { services: { carts: withStore(base, { RETAIL_CART_PERSISTENCE_PROVIDER: "in-memory" }, onePod) } };
  }
  if (store === "inCluster") {
    return {
      services: {
        carts: withStore(
          base,
          {
            RETAIL_CART_PERSISTENCE_PROVIDER: "dynamodb",
            RETAIL_CART_PERSISTENCE_DYNAMODB_TABLE_NAME: "Items",
            RETAIL_CART_PERSISTENCE_DYNAMODB_CREATE_TABLE: true,
            RETAIL_CART_PERSISTENCE_DYNAMODB_ENDPOINT: linkTo("carts-dynamodb", { as: "url" }),
            // Any text will do: the SDK wants some, and the local DynamoDB takes all.
            AWS_ACCESS_KEY_ID: "key",
            AWS_SECRET_ACCESS_KEY: { plain: "secret" },
          },
          // A pod that starts deletes the table and makes it anew.
          onePod,
        ),
        "carts-dynamodb": dynamodb,
      },
    };
  }
  const { name, arn, region } = store;
  return {
    services: {
      carts: withStore(
        base,
        {
          // Neither an endpoint nor keys: the SDK would prefer them to the role.
          RETAIL_CART_PERSISTENCE_PROVIDER: "dynamodb",
          RETAIL_CART_PERSISTENCE_DYNAMODB_TABLE_NAME: name,
          RETAIL_CART_PERSISTENCE_DYNAMODB_CREATE_TABLE: false,
          AWS_REGION: region,
        },
        {
          grants: [
            {
              effect: "Allow",
              actions: [
                "dynamodb:GetItem",
                "dynamodb:PutItem",
                "dynamodb:UpdateItem",
                "dynamodb:DeleteItem",
                "dynamodb:Query",
              ],
              resources: [arn, pulumi.interpolate`${arn}/index/*`],
            },
          ],
        },
      ),
    },
  };
}

/** Its data is in its memory, so this is no StatefulService; and what it holds is lost at the next start of carts anyway. */
const dynamodb: Service = {
  image: "public.ecr.aws/aws-dynamodb-local/aws-dynamodb-local:1.25.1",
  component: "dynamodb",
  ports: { dynamodb: { port: 8000, protocol: "http" } },
  ...onePod,
  security: { runAsUser: 1000, runAsGroup: 1000 },
  volumes: { tmp: { mountPath: "/tmp" } },
  resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "512Mi" } },
  ...storeTiming,
};
