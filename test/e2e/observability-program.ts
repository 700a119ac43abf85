import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../../stacks/config";
import { main } from "../../stacks/main";
import type { Program } from "./engine";
import type { ShopPlace } from "./traffic-shop";

type Observability = NonNullable<StackConfig["observability"]>;
type Logs = NonNullable<Observability["logs"]>;

/** What changes in the life of the environment. */
export interface Observed {
  /** Time that metrics are kept. */
  readonly retention: string;
  /** Size of the volume of logs. */
  readonly logVolume: string;
  readonly shipper: NonNullable<Logs["shipper"]>;
  readonly traces: NonNullable<Observability["traces"]>["store"];
  /** Whether `cart` has an alert of its own. */
  readonly hasOwnAlert: boolean;
}

export const atFirst: Observed = {
  retention: "31d",
  logVolume: "10Gi",
  shipper: "filebeat",
  traces: "jaeger",
  hasOwnAlert: false,
};

/** Texts that must not be found in the engine's files. */
export const slackWebhook = "https://hooks.example.com/services/not-for-anybody-to-read";
export const pagerDutyKey = "nor-is-this-one-for-anybody";

const image = "registry.example.com/shop:1";
const http = { http: { port: 80, targetPort: 8080 } };

/** An environment that sees all that it can on a cluster that is there, with a small shop in it. */
export function observedShop(place: ShopPlace, wanted: Observed): Program {
  return () => main(configOf(place, wanted));
}

/** An environment with nothing but logs, whose volumes are to be kept. */
export function keptLogs(place: ShopPlace): Program {
  const logs = { store: "elastic", size: "dev", elasticsearch: { keepVolumes: true } } as const;
  return () => main({ ...environmentIn(place), observability: { logs } });
}

function configOf(place: ShopPlace, wanted: Observed): StackConfig {
  return {
    ...environmentIn(place),
    addOns: { certManager: true },
    observability: observabilityOf(wanted),
    applications: { shop: shopOf(wanted) },
  };
}

function environmentIn({ kubeconfig, mirrors }: ShopPlace): StackConfig {
  return {
    environment: "observability",
    // So that there are two of everything, with what keeps them apart.
    stage: "staging",
    cluster: { target: "existing", kubeconfig, context: "sandbox" },
    charts: { mirror: mirrors.charts },
    images: { mirror: mirrors.images },
    manifests: { mirror: mirrors.manifests },
  };
}

function observabilityOf({ retention, logVolume, shipper, traces }: Observed): Observability {
  return {
    metrics: { retention },
    alerting: {
      receivers: {
        tickets: { slack: { channel: "#tickets", webhook: { secret: "alerting", key: "slack" } } },
        pages: { pagerDuty: { routingKey: { secret: "alerting", key: "pagerduty" } } },
      },
      default: "tickets",
      routes: [{ to: "pages", match: { severity: "critical" } }],
      runbooksUrl: "https://runbooks.example.com",
    },
    grafana: { url: "https://grafana.example.com" },
    secrets: { alerting: { slack: pulumi.secret(slackWebhook), pagerduty: pulumi.secret(pagerDutyKey) } },
    logs: {
      store: "elastic",
      size: "dev",
      shipper,
      elasticsearch: { storage: { size: logVolume } },
      // Logstash takes lines from Filebeat alone.
      ...(shipper === "filebeat" ? { pipelines } : {}),
    },
    traces: { store: traces },
    probes: { targets: { shop: { url: "https://shop.example.com/" } } },
    costs: true,
  };
}

const pipelines: Logs["pipelines"] = {
  access: {
    from: { namespaces: ["shop"], workloads: ["cart"] },
    stages: [
      { grok: { patterns: ["%{IPORHOST:client.address} %{NUMBER:http.response.status_code:int} %{GREEDYDATA:rest}"] } },
      { drop: true, when: { field: "rest", equals: "/healthz" } },
    ],
  },
};

function shopOf({ hasOwnAlert }: Observed): NonNullable<StackConfig["applications"]>[string] {
  const rules = [
    {
      alert: "CartTooFull",
      expr: 'max by (namespace, service) (cart_items{service="cart"}) > 1000',
      for: "5m",
      severity: "warning" as const,
      summary: "The cart of {{ $labels.service }} is too full",
      runbook: { url: "https://runbooks.example.com/cart#too-full" },
    },
  ];
  return {
    services: {
      cart: {
        image,
        ports: http,
        metrics: { convention: "openTelemetry" },
        logs: { format: "json" },
        slo: { availability: 99.9, latency: { percentile: 99, below: "250ms" } },
        ...(hasOwnAlert ? { alerts: { rules } } : {}),
      },
      checkout: { image, ports: http, links: [{ linkTo: "cart" }] },
    },
    jobs: { migrate: { image } },
  };
}
