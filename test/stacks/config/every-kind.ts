import { EncryptedText } from "../../../stacks/config/encrypted";
import type { Config } from "./mistakes";

const image = "registry.example/orders:1.0.0";

const orders: Config = {
  image,
  imagePullPolicy: "Always",
  ports: {
    http: { port: 80, targetPort: 8080, protocol: "http", appProtocol: "http" },
    grpc: 9090,
    admin: { port: 9901, container: "proxy" },
  },
  service: {
    type: "LoadBalancer",
    nodePorts: { http: 30080 },
    sticky: 600,
    externalTrafficPolicy: "Local",
    loadBalancer: {
      scheme: "internet-facing",
      targets: "ip",
      tls: { certificates: ["arn:aws:acm:eu-central-1:111122223333:certificate/0123"], ports: ["http"] },
      healthCheck: { protocol: "http", port: 8080, path: "/healthz" },
    },
  },
  additionalServices: {
    internal: { type: "ClusterIP", ports: ["grpc"], trafficDistribution: "PreferSameZone" },
    legacy: { type: "ExternalName", externalName: "legacy.example.com" },
  },
  env: {
    LOG_LEVEL: { fromConfig: { name: "settings", key: "LOG_LEVEL" } },
    API_KEY: { secret: new EncryptedText() },
    DATABASE_URL: { fromClaim: "db", value: "url" },
    LEDGER: { linkTo: "ledger", port: "tcp", as: "{host}:{port}" },
    USER: { fromSecret: { name: "mail", key: "username" } },
    GREETING: "hello $(USER)",
    RETRIES: 3,
    NODE: { fromField: "spec.nodeName" },
    MEMORY: { fromResource: "limits.memory", divisor: "1Mi" },
    PASSWORD: { plain: "none at all" },
  },
  links: [{ linkTo: "shipper", port: "syslog" }],
  envFrom: [{ config: "settings", prefix: "S_" }],
  command: ["/bin/orders"],
  resources: { requests: { cpu: "200m", memory: "128Mi" }, limits: { memory: "256Mi" }, quality: "burstable" },
  replicas: {
    min: 0,
    max: 10,
    cpuPercent: 70,
    requestRate: { perPod: 50 },
    kafka: [{ brokers: ["kafka.messaging:9092"], topic: "orders", consumerGroup: "orders", lagPerPod: 100 }],
    schedules: [{ start: "0 8 * * 5", end: "0 20 * * 5", timeZone: "Europe/Berlin", replicas: 8 }],
    scaleDown: { pods: 2, periodSeconds: 60 },
  },
  rollout: { maxSurge: "50%", maxUnavailable: 0, progressDeadlineSeconds: 600 },
  disruptionBudget: { maxUnavailable: 1 },
  probes: {
    readiness: { http: { path: "/ready", port: "http" }, periodSeconds: 5 },
    liveness: { exec: { command: ["/bin/true"] } },
  },
  metrics: { port: "http", path: "/metrics" },
  logs: { format: "json" },
  config: { settings: { data: { LOG_LEVEL: "info", "application.yaml": "debug: false" }, restart: true } },
  secrets: { mail: { data: { username: "orders", password: new EncryptedText() }, type: "kubernetes.io/basic-auth" } },
  volumes: {
    settings: { config: "settings", mountPath: "/etc/orders/application.yaml", file: "application.yaml" },
    cache: { memory: true, sizeLimit: "64Mi", mountPath: "/cache" },
    node: { hostPath: "/var/run/node", hostPathType: "Directory" },
    token: { projected: [{ token: { path: "token", audience: "vault" } }], mountPath: "/var/run/vault" },
  },
  sidecars: {
    proxy: {
      image,
      mounts: { node: { mountPath: "/node", propagation: "Bidirectional" }, cache: "/cache" },
      env: { MODE: "fast" },
      exceptions: { privileged: "it mounts for the node", runAsRoot: "as the main one" },
      probes: { readiness: { tcp: { port: "admin" } } },
    },
  },
  initContainers: {
    wait: {
      image,
      exceptions: { runAsRoot: "as the main one" },
      env: { LEDGER: { linkTo: "ledger" } },
      mounts: { cache: "/cache" },
    },
  },
  security: { runAsUser: 0, fsGroup: 1000 },
  exceptions: { runAsRoot: "the image knows no other user", capabilities: "it sets the clock" },
  linuxCapabilities: ["SYS_TIME"],
  podExceptions: { hostPath: "it mounts for the node" },
  grants: [{ effect: "Allow", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::orders/*"] }],
  egress: [
    { cidr: "203.0.113.0/24", ports: [443] },
    { host: "api.example.com", ports: [443] },
    { namespace: "mail", pods: { app: "smtp" } },
  ],
  ingress: [{ namespace: "gateway", ports: ["http"] }],
  spread: { zones: "required", minZones: 2 },
  nodes: { purpose: "general", architecture: "arm64", tolerations: [{ key: "dedicated", effect: "NoSchedule" }] },
  affinity: { near: [{ workload: "ledger", within: "zone" }] },
  priorityClass: "urgent",
  shutdown: { delaySeconds: 10, gracePeriodSeconds: 60 },
  owner: "shop",
  podLabels: { "example.com/team": "shop" },
  verticalRecommendation: true,
  after: ["migrate"],
};

/** A configuration that is right, with workloads of every kind, most of their fields, and what these need of the cluster. */
export const everyKind: Config = {
  "slipway:stage": "production",
  "slipway:cluster": { target: "existing", ipFamily: "ipv4" },
  "slipway:capabilities": {
    zones: ["eu-central-1a", "eu-central-1b"],
    nodePurposes: ["general"],
    storageClasses: { gp3: { expandable: true, isDefault: true }, efs: { expandable: false, shared: true } },
    priorityClasses: ["urgent"],
    keda: true,
    prometheus: { url: "http://prometheus.monitoring:9090", namespace: "monitoring" },
    verticalPodAutoscaler: true,
    dnsPolicies: "cilium",
    awsLoadBalancerController: true,
    admission: [
      {
        by: "the platform team",
        exclude: ["legacy"],
        nodePorts: true,
        classlessLoadBalancers: false,
        unpinnedImages: false,
        registries: ["registry.example", "docker.io"],
        podLabels: ["app.kubernetes.io/part-of"],
      },
    ],
  },
  "slipway:applications": {
    "orders-app": {
      namespace: {
        name: "orders",
        podSecurity: "privileged",
        quota: { limits: { cpu: "20" }, pods: 100 },
        limits: { defaultLimits: { cpu: "1" } },
        access: {
          view: ["readers"],
          custom: [{ name: "logs", rules: [{ resources: ["pods/log"], verbs: ["get"] }], groups: ["support"] }],
        },
      },
      services: { orders },
      workers: { importer: { image, replicas: 2, probes: { liveness: { tcp: { port: 8081 } } } } },
      statefulServices: {
        ledger: {
          image,
          ports: { tcp: 5432 },
          replicas: 3,
          rollout: { partition: 2 },
          disruptionBudget: { minAvailable: 2 },
          podManagement: "parallel",
          retention: { whenScaled: "Delete" },
          volumeClaims: {
            data: { size: "20Gi", grownFrom: "10Gi", class: "gp3", mountPath: "/data" },
            shared: { size: "10Gi", class: "efs", accessModes: ["ReadWriteMany"], mountPath: "/shared" },
          },
        },
      },
      nodeAgents: {
        shipper: {
          image,
          ports: { syslog: { port: 5514, hostPort: 5514 } },
          podExceptions: { hostPorts: "the node writes to it" },
          rollout: { maxUnavailable: "10%" },
          everyNode: true,
        },
      },
      jobs: {
        migrate: {
          image,
          indexed: true,
          completions: 4,
          parallelism: 2,
          backoffLimitPerIndex: 2,
          maxFailedIndexes: 1,
          success: { indexes: "0-2", count: 2 },
          podFailure: [{ action: "FailIndex", exitCodes: [42] }],
          deadlineSeconds: 600,
          after: ["prepare"],
        },
        prepare: { image },
      },
      scheduledJobs: {
        report: {
          image,
          schedule: "15 3 * * *",
          timeZone: "Europe/Berlin",
          overlap: "replace",
          startingDeadlineSeconds: 60,
        },
      },
      claims: { db: { kind: "postgres", class: "inCluster", database: "orders", size: "2Gi" } },
    },
  },
};
