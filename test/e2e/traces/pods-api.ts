import { createServer, type Server, type ServerResponse } from "node:http";
import { listen } from "./loopback-server";

/** A pod of a Deployment that the API tells of. */
export interface ToldPod {
  readonly name: string;
  readonly namespace: string;
  readonly node: string;
  readonly deployment: string;
}

const templateHash = "5d5f8c7b9d";

/**
 * As much of the API of Kubernetes as who asks for pods needs: it lists one pod, at the address 127.0.0.1, and tells of no changes. It asks nobody who
 * they are, so it does not show that the cluster role suffices.
 */
export class PodsApi {
  readonly #server: Server;
  /** Paths that were asked for, other than of pods. */
  readonly others: string[] = [];
  port = 0;

  constructor(pod: ToldPod) {
    this.#server = createServer(({ url = "" }, response) => {
      const { pathname, searchParams } = new URL(url, "http://127.0.0.1");
      if (pathname !== "/api/v1/pods") {
        this.others.push(pathname);
        response.writeHead(404).end();
      } else if (searchParams.get("watch") === "true" || searchParams.get("watch") === "1") {
        watch(response, searchParams.get("sendInitialEvents") === "true" ? [podOf(pod)] : undefined);
      } else {
        answer(response, {
          kind: "PodList",
          apiVersion: "v1",
          metadata: { resourceVersion: "1" },
          items: [podOf(pod)],
        });
      }
    });
  }

  async start(): Promise<void> {
    this.port = await listen(this.#server);
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

function answer(response: ServerResponse, body: object): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** The connection stays open, as nothing ever changes. */
function watch(response: ServerResponse, initial: readonly object[] | undefined): void {
  response.writeHead(200, { "content-type": "application/json" });
  const events =
    initial === undefined
      ? []
      : [
          ...initial.map((object) => ({ type: "ADDED", object })),
          {
            type: "BOOKMARK",
            object: {
              kind: "Pod",
              apiVersion: "v1",
              metadata: { resourceVersion: "1", annotations: { "k8s.io/initial-events-end": "true" } },
            },
          },
        ];
  response.write(events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  response.flushHeaders();
}

function podOf({ name, namespace, node, deployment }: ToldPod): object {
  return {
    kind: "Pod",
    apiVersion: "v1",
    metadata: {
      name,
      namespace,
      uid: "6f1c2a52-5a2e-4b0e-9d0b-1a1f3c7b9e11",
      resourceVersion: "1",
      labels: { "pod-template-hash": templateHash },
      creationTimestamp: "2026-01-01T00:00:00Z",
      ownerReferences: [
        {
          apiVersion: "apps/v1",
          kind: "ReplicaSet",
          name: `${deployment}-${templateHash}`,
          uid: "0b7d41f2-52a0-4f5d-8e0f-3a7f7c1d2e44",
          controller: true,
        },
      ],
    },
    spec: { nodeName: node, containers: [{ name: "main", image: "registry.example.com/cart:1" }] },
    status: { phase: "Running", podIP: "127.0.0.1", podIPs: [{ ip: "127.0.0.1" }] },
  };
}
