import { z } from "zod";
import { portProtocols } from "../../../components/workloads";
import { kind, someTexts, text, textList, texts } from "../texts";
import { portNumber } from "./numbers";

// Ports, and who may call whom.

export const ports = z
  .record(
    z.string(),
    z.union([
      portNumber,
      z.strictObject({
        port: portNumber.describe("Port of the Service"),
        targetPort: portNumber.describe("Port that the container listens on. Default: port").optional(),
        protocol: z.enum(portProtocols).describe("Default: by the port's name, else tcp").optional(),
        container: text("Name of the sidecar that listens on it. Default: the main container").optional(),
        hostPort: portNumber
          .describe("Port of the node that leads to it too; needs the pod exception hostPorts. Default: none")
          .optional(),
        appProtocol: text(
          "What the Service says is spoken on it, such as kubernetes.io/h2c. Default: the protocol",
        ).optional(),
      }),
    ]),
  )
  .describe("Ports by name; the first is the one that default probes ask on. Default: none")
  .meta({ id: "Ports" });

const labels = texts("Labels that the pods have, all of them. Default: all pods of the namespace").optional();

const egressPorts = {
  ports: z.array(portNumber).min(1).describe("Numbers, as the other side listens on. Default: all").optional(),
  protocol: z.enum(["TCP", "UDP"]).describe("Transport of the ports. Default: TCP").optional(),
};

export const policyFields = {
  egress: z
    .array(
      z.union([
        kind({
          cidr: text("Addresses, such as 203.0.113.0/24"),
          except: textList("CIDRs within it that stay closed. Default: the node's metadata service").optional(),
          ...egressPorts,
        }),
        kind({ host: text("Name of a host, such as api.example.com or *.example.com"), ...egressPorts }),
        kind({ namespace: text("Name of another namespace"), pods: labels, ...egressPorts }),
      ]),
    )
    .describe("Traffic out of the namespace, besides links and DNS. Default: none")
    .meta({ id: "Egress" })
    .optional(),
  ingress: z
    .array(
      z.strictObject({
        namespace: text("Namespace of the callers. Default: its own").optional(),
        pods: labels,
        cidr: text("Addresses, such as 203.0.113.0/24, in place of pods").optional(),
        ports: someTexts("Names of its ports. Default: all").optional(),
      }),
    )
    .describe("Traffic into it, besides that of workloads that link to it. Default: none")
    .meta({ id: "Ingress" })
    .optional(),
};
