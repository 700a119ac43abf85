import { z } from "zod";
import { helmOptions } from "./common";

export const eckOperator = z
  .strictObject(helmOptions)
  .describe("Elastic's operator: runs Elasticsearch, Kibana, Logstash and Beats. Elastic License 2.0");
