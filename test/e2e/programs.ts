import { ExistingCluster } from "../../components/cluster";
import {
  Application,
  inClusterClass,
  type ContainerException,
  type MicroserviceSpec,
  type PodException,
  type PodSecurityLevel,
} from "../../components/workloads";
import { createAstronomyShop } from "../../examples/astronomy-shop";
import { inCluster, retailStore } from "../../examples/retail-store";
import { readConfigFile } from "../../stacks/config";
import { main } from "../../stacks/main";
import { image } from "../workloads/requirements/requirement";
import * as pulumi from "@pulumi/pulumi";

/** A use of each exception by itself, and the strictest level that takes it, after the Pod Security Standards. */
export const exceptionUses: Readonly<
  Record<ContainerException | PodException, readonly [PodSecurityLevel, Partial<MicroserviceSpec<string>>]>
> = {
  writableRoot: ["restricted", { exceptions: { writableRoot: "test" } }],
  runAsRoot: ["baseline", { exceptions: { runAsRoot: "test" } }],
  privilegeEscalation: ["baseline", { exceptions: { privilegeEscalation: "test" } }],
  capabilities: ["baseline", { exceptions: { capabilities: "test" }, linuxCapabilities: ["CHOWN"] }],
  unconfinedSeccomp: ["privileged", { exceptions: { unconfinedSeccomp: "test" } }],
  privileged: ["privileged", { exceptions: { privileged: "test" } }],
  privilegedPort: ["restricted", { podExceptions: { privilegedPort: "test" }, ports: { http: 80 } }],
  hostPath: [
    "privileged",
    { podExceptions: { hostPath: "test" }, volumes: { run: { hostPath: "/run", mountPath: "/run" } } },
  ],
  hostPorts: [
    "privileged",
    {
      podExceptions: { hostPorts: "test" },
      ports: { http: { port: 8080, hostPort: 8080 } },
      rollout: { strategy: "recreate" },
    },
  ],
  hostNetwork: [
    "privileged",
    { podExceptions: { hostNetwork: "test" }, ports: { http: 8080 }, rollout: { strategy: "recreate" } },
  ],
  hostPID: ["privileged", { podExceptions: { hostPID: "test" } }],
  hostIPC: ["privileged", { podExceptions: { hostIPC: "test" } }],
};

const moreUses: typeof exceptionUses | Readonly<Record<string, (typeof exceptionUses)[ContainerException]>> = {
  bindCapability: ["restricted", { exceptions: { capabilities: "test" }, linuxCapabilities: ["NET_BIND_SERVICE"] }],
  adminCapability: ["privileged", { exceptions: { capabilities: "test" }, linuxCapabilities: ["NET_ADMIN"] }],
  userNamespace: ["restricted", { security: { userNamespace: true } }],
  ownSeccomp: ["restricted", { security: { seccompProfile: "profiles/audit.json", supplementalGroups: [2000] } }],
};

/** The same and more as services of the namespace `exceptions`. */
export const services = Object.entries({ ...exceptionUses, ...moreUses }).map(([name, [level, spec]]) => ({
  name: name.replace(/[A-Z]+/g, (capitals) => `-${capitals.toLowerCase()}`),
  level,
  spec,
}));

function exceptions(): void {
  new Application("exceptions", {
    cluster: new ExistingCluster("cluster"),
    namespace: { podSecurity: "privileged" },
    services: Object.fromEntries(services.map(({ name, spec }) => [name, { image: image(name), ...spec }])),
  });
}

/** The kinds of workloads and stores that the requirements have no use for. */
function rest(): void {
  new Application("rest", {
    cluster: new ExistingCluster("cluster"),
    claimClasses: [inClusterClass],
    jobs: { migrate: { image: image("migrate"), completions: 3, indexed: true } },
    scheduledJobs: { report: { image: image("report"), schedule: "0 3 * * *", timeZone: "Europe/Berlin" } },
    nodeAgents: { cache: { image: image("cache"), ports: { http: 8080 } } },
    claims: {
      cacheable: { kind: "redis" },
      jobs: { kind: "queue" },
      events: { kind: "topic" },
      pictures: { kind: "bucket" },
      database: { kind: "postgres" },
      key: { kind: "secret" },
    },
  });
}

function astronomyShop(): void {
  createAstronomyShop({
    cluster: new ExistingCluster("cluster"),
    nodeNetwork: "10.0.0.0/16",
    secrets: {
      postgresPassword: pulumi.secret("one"),
      databasePassword: pulumi.secret("two"),
      monitoringPassword: pulumi.secret("three"),
      sessionKey: pulumi.secret("four"),
    },
  });
}

/** As it is released: a store beside each service. */
function retail(): void {
  const cluster = new ExistingCluster("cluster");
  retailStore("retail-store", { cluster, stores: inCluster, exposure: "loadBalancer", claimClasses: [inClusterClass] });
}

/** Whole applications, and what the programs of the 27 requirements have no use for. */
export const programs: Readonly<Record<string, () => unknown>> = {
  "the shop": () => main(readConfigFile("local")),
  "the example astronomy-shop": astronomyShop,
  "the example retail-store": retail,
  "every exception": exceptions,
  "jobs, agents and stores": rest,
};
