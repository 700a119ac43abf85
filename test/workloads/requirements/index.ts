import { probes } from "./01-probes";
import { servicePort } from "./02-service-port";
import { twoServices } from "./03-two-services";
import { noPorts } from "./04-no-ports";
import { ownName } from "./05-own-name";
import { environmentOrder } from "./06-environment-order";
import { addressFormats } from "./07-address-formats";
import { optionalLink } from "./08-optional-link";
import { downwardApi } from "./09-downward-api";
import { sharedVolume } from "./10-shared-volume";
import { singleFile } from "./11-single-file";
import { longAnnotations } from "./12-long-annotations";
import { littleMemory } from "./13-little-memory";
import { noShell } from "./14-no-shell";
import { ownCommand } from "./15-command";
import { claimClasses } from "./16-claim-classes";
import { cloudIdentity } from "./17-cloud-identity";
import { ownObjects } from "./18-own-objects";
import { metrics } from "./19-metrics";
import { eventScaling } from "./20-event-scaling";
import { nodeAgent } from "./21-node-agent";
import { statefulService } from "./22-stateful-service";
import { replicasOfAutoscaler } from "./23-replicas-of-autoscaler";
import { narrowExceptions } from "./24-narrow-exceptions";
import { applicationProtocol } from "./25-application-protocol";
import { routes } from "./26-routes";
import { secrets } from "./27-secrets";
import type { Requirement } from "./requirement";

/** What real applications ask for and a Deployment with a port and a number of replicas cannot say. */
export const requirements: readonly Requirement[] = [
  probes,
  servicePort,
  twoServices,
  noPorts,
  ownName,
  environmentOrder,
  addressFormats,
  optionalLink,
  downwardApi,
  sharedVolume,
  singleFile,
  longAnnotations,
  littleMemory,
  noShell,
  ownCommand,
  claimClasses,
  cloudIdentity,
  ownObjects,
  metrics,
  eventScaling,
  nodeAgent,
  statefulService,
  replicasOfAutoscaler,
  narrowExceptions,
  applicationProtocol,
  routes,
  secrets,
];
