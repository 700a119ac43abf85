import type { PlatformCapabilities } from "../components/cluster";
import { catalogue } from "../components/core";
import {
  linkTo,
  type AdditionalServiceSpec,
  type MicroserviceSpec,
  type ProbesSpec,
  type ProbeTiming,
  type ResourcesSpec,
  type Services,
} from "../components/workloads";
import type { ShopConfig, ShopServiceName } from "./config/schema";

type Spec = MicroserviceSpec<ShopServiceName>;

/** The user that the images of the release run as. */
const security = { runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 };

/** What the release publishes, with the environment's changes on top. */
export function shopServices(config: ShopConfig, capabilities: PlatformCapabilities | undefined): Services {
  return Object.fromEntries(
    Object.entries(release(config, capabilities)).map(([name, spec]) => {
      const { image = spec.image, ...changes } = config.services?.[name as ShopServiceName] ?? {};
      const replicas = changes.replicas ?? spec.replicas ?? config.replicas ?? 1;
      return [name, { ...spec, ...changes, image, replicas }];
    }),
  );
}

function release(
  config: ShopConfig,
  capabilities: PlatformCapabilities | undefined,
): Partial<Record<ShopServiceName, Spec>> {
  const { loadGenerator = {}, exposure = "cluster" } = config;
  return {
    frontend: {
      ...frontend(exposure === "loadBalancer" ? { external: external(capabilities) } : {}),
      ...(exposure === "gateway" ? { route: config.hosts === undefined ? {} : { hosts: config.hosts } } : {}),
    },
    adservice: service("adservice", 9555, {
      env: { PORT: 9555 },
      probes: grpcProbes({ initialDelaySeconds: 20, periodSeconds: 15 }),
      resources: size("200m", "180Mi", "300m", "300Mi"),
    }),
    cartservice: service("cartservice", 7070, {
      env: { REDIS_ADDR: linkTo("redis-cart") },
      probes: {
        readiness: { grpc: {}, initialDelaySeconds: 15 },
        liveness: { grpc: {}, initialDelaySeconds: 15, periodSeconds: 10 },
      },
      resources: size("200m", "64Mi", "300m", "128Mi"),
    }),
    checkoutservice: service("checkoutservice", 5050, {
      env: {
        PORT: 5050,
        PRODUCT_CATALOG_SERVICE_ADDR: linkTo("productcatalogservice"),
        SHIPPING_SERVICE_ADDR: linkTo("shippingservice"),
        PAYMENT_SERVICE_ADDR: linkTo("paymentservice"),
        EMAIL_SERVICE_ADDR: linkTo("emailservice"),
        CURRENCY_SERVICE_ADDR: linkTo("currencyservice"),
        CART_SERVICE_ADDR: linkTo("cartservice"),
      },
    }),
    currencyservice: service("currencyservice", 7000, { env: { PORT: 7000, DISABLE_PROFILER: 1 } }),
    emailservice: service("emailservice", 5000, {
      ports: { grpc: { port: 5000, targetPort: 8080 } },
      env: { PORT: 8080, DISABLE_PROFILER: 1 },
      probes: grpcProbes({ periodSeconds: 5 }),
    }),
    paymentservice: service("paymentservice", 50051, { env: { PORT: 50051, DISABLE_PROFILER: 1 } }),
    productcatalogservice: service("productcatalogservice", 3550, { env: { PORT: 3550, DISABLE_PROFILER: 1 } }),
    recommendationservice: service("recommendationservice", 8080, {
      env: { PORT: 8080, PRODUCT_CATALOG_SERVICE_ADDR: linkTo("productcatalogservice"), DISABLE_PROFILER: 1 },
      probes: grpcProbes({ periodSeconds: 5 }),
      resources: size("100m", "220Mi", "200m", "450Mi"),
    }),
    "redis-cart": redisCart(),
    shippingservice: service("shippingservice", 50051, {
      env: { PORT: 50051, DISABLE_PROFILER: 1 },
      probes: { readiness: { grpc: {}, periodSeconds: 5 } },
    }),
    ...(loadGenerator === false ? {} : { loadgenerator: loadgenerator(loadGenerator) }),
  };
}

/** A gRPC service of the release, as most of them are. */
function service(name: ShopServiceName, port: number, spec: Partial<Spec>): Spec {
  return {
    image: releaseImage(name),
    ports: { grpc: port },
    resources: size("100m", "64Mi", "200m", "128Mi"),
    security,
    ...spec,
  };
}

/** Whoever comes from the internet. Without the controller it is as the cluster makes it by itself, which on AWS is open too. */
function external(capabilities: PlatformCapabilities | undefined): AdditionalServiceSpec {
  const hasController = capabilities?.awsLoadBalancerController === true;
  return { type: "LoadBalancer", ...(hasController ? { loadBalancer: { scheme: "internet-facing" } } : {}) };
}

function frontend(additionalServices: NonNullable<Spec["additionalServices"]>): Spec {
  const page = { path: "/_healthz" };
  return service("frontend", 80, {
    ports: { http: { port: 80, targetPort: 8080 } },
    env: {
      PORT: 8080,
      PRODUCT_CATALOG_SERVICE_ADDR: linkTo("productcatalogservice"),
      CURRENCY_SERVICE_ADDR: linkTo("currencyservice"),
      CART_SERVICE_ADDR: linkTo("cartservice"),
      RECOMMENDATION_SERVICE_ADDR: linkTo("recommendationservice"),
      SHIPPING_SERVICE_ADDR: linkTo("shippingservice"),
      CHECKOUT_SERVICE_ADDR: linkTo("checkoutservice"),
      AD_SERVICE_ADDR: linkTo("adservice"),
      // The front end does not start without it, though the release deploys no such service.
      SHOPPING_ASSISTANT_SERVICE_ADDR: "shoppingassistantservice:80",
      ENABLE_PROFILER: 0,
    },
    probes: {
      readiness: {
        http: { ...page, headers: { Cookie: "shop_session-id=x-readiness-probe" } },
        initialDelaySeconds: 10,
      },
      liveness: { http: { ...page, headers: { Cookie: "shop_session-id=x-liveness-probe" } }, initialDelaySeconds: 10 },
    },
    additionalServices,
  });
}

/** The carts, in the memory of one pod: a second one would hold other carts. */
function redisCart(): Spec {
  return {
    image: `redis:${catalogue.redis.version}`,
    ports: { "tcp-redis": 6379 },
    replicas: 1,
    probes: { readiness: { tcp: {}, periodSeconds: 5 }, liveness: { tcp: {}, periodSeconds: 5 } },
    resources: size("70m", "200Mi", "125m", "256Mi"),
    security,
    volumes: { "redis-data": { mountPath: "/data" } },
  };
}

function loadgenerator({ users = 10, rate = 1 }: { users?: number | undefined; rate?: number | undefined }): Spec {
  return service("loadgenerator", 0, {
    ports: {},
    env: { FRONTEND_ADDR: linkTo("frontend"), USERS: users, RATE: rate },
    replicas: 1,
    resources: size("300m", "256Mi", "500m", "512Mi"),
    initContainers: {
      "frontend-check": {
        image: `busybox:${catalogue.busybox.version}`,
        command: ["/bin/sh", "-ec", waitForFrontend],
        env: { FRONTEND_ADDR: linkTo("frontend") },
      },
    },
  });
}

/** Asks the front end up to 12 times, 10 s apart; no load before it answers. */
const waitForFrontend = `tries=12
until wget -q -T 5 -O /dev/null "http://\${FRONTEND_ADDR}"; do
  tries=$((tries - 1))
  if [ "$tries" -eq 0 ]; then exit 1; fi
  sleep 10
done`;

function grpcProbes(timing: ProbeTiming): ProbesSpec {
  return { readiness: { grpc: {}, ...timing }, liveness: { grpc: {}, ...timing } };
}

function size(cpu: string, memory: string, cpuLimit: string, memoryLimit: string): ResourcesSpec {
  return { requests: { cpu, memory }, limits: { cpu: cpuLimit, memory: memoryLimit } };
}

function releaseImage(name: ShopServiceName): string {
  return `us-central1-docker.pkg.dev/online-boutique-ci/microservices-demo/${name}:${catalogue.onlineBoutique.version}`;
}
