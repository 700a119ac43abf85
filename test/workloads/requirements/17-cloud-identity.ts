import { Microservice } from "../../../components/workloads";
import { fact, image, placeIn, pod, type Requirement } from "./requirement";

export const cloudIdentity: Requirement = {
  number: 17,
  asks: "an identity in the cloud for each service, with its own permissions and no others",
  program: (cluster) => {
    new Microservice("pictures", {
      ...placeIn(cluster, "cloud-identity"),
      image: image("pictures"),
      ports: { http: 8080 },
      grants: [{ effect: "Allow", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::shop-pictures/*"] }],
    });
  },
  facts: [
    fact("ServiceAccount/pictures", ["metadata", "name"], "pictures"),
    fact("Deployment/pictures", pod("serviceAccountName"), "pictures"),
    // The agent of the node that hands out credentials, and the APIs themselves.
    fact("NetworkPolicy/pictures", ["spec", "egress", 1], {
      to: [{ ipBlock: { cidr: "169.254.170.23/32" } }],
      ports: [{ port: 80, protocol: "TCP" }],
    }),
    fact("NetworkPolicy/pictures", ["spec", "egress", 2], {
      to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.169.254/32"] } }],
      ports: [{ port: 443, protocol: "TCP" }],
    }),
  ],
  cluster: "eks",
};
