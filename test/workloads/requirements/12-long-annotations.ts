import { Microservice } from "../../../components/workloads";
import { fact, image, placeIn, podAnnotation, type Requirement } from "./requirement";

const discovery = `collect:
  - url: http://\`endpoint\`/nginx_status
    # "status" is of the server, not of the pod
    tags: [shop, edge]
`;

export const longAnnotations: Requirement = {
  number: 12,
  asks: "annotations of several lines that are the configuration of somebody else",
  program: (cluster) => {
    new Microservice("images", {
      ...placeIn(cluster, "long-annotations"),
      image: image("images"),
      ports: { http: 8081 },
      podAnnotations: { "collector.example.com/discovery": discovery },
    });
  },
  facts: [fact("Deployment/images", podAnnotation("collector.example.com/discovery"), discovery)],
};
