import * as pulumi from "@pulumi/pulumi";

export interface EksKubeconfigArgs {
  readonly region: string;
  readonly clusterName: string;
  /** ARN of the role that asks for the token. Default: whoever runs it. */
  readonly role?: string | undefined;
  /** The kubeconfig that `eks.Cluster` writes: the API server's address and authority are taken from it. */
  readonly source: pulumi.Output<string>;
}

interface SourceKubeconfig {
  readonly clusters: readonly [
    { readonly cluster: { readonly server: string; readonly "certificate-authority-data": string } },
  ];
}

/** Where the API server answers, such as `https://0123….gr7.eu-central-1.eks.amazonaws.com`. */
export function endpointOf(source: pulumi.Output<string>): pulumi.Output<string> {
  return source.apply((text) => serverOf(text).server);
}

/**
 * A kubeconfig, as JSON, which is YAML too. Its token comes from the program `aws`, for a region and a role that stand in it and
 * for no profile, so that it works on any machine with credentials. It is a secret.
 */
export function eksKubeconfig({ region, clusterName, role, source }: EksKubeconfigArgs): pulumi.Output<string> {
  return pulumi.secret(
    source.apply((text) =>
      JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name: clusterName, cluster: serverOf(text) }],
        contexts: [{ name: clusterName, context: { cluster: clusterName, user: clusterName } }],
        "current-context": clusterName,
        users: [
          {
            name: clusterName,
            user: {
              exec: {
                apiVersion: "client.authentication.k8s.io/v1beta1",
                command: "aws",
                args: [
                  ...["--region", region, "eks", "get-token", "--cluster-name", clusterName, "--output", "json"],
                  ...(role === undefined ? [] : ["--role-arn", role]),
                ],
                interactiveMode: "Never",
              },
            },
          },
        ],
      }),
    ),
  );
}

function serverOf(text: string): SourceKubeconfig["clusters"][0]["cluster"] {
  // What eks.Cluster writes, in the form of its version 4.3.
  const { clusters } = JSON.parse(text) as SourceKubeconfig;
  const { server, "certificate-authority-data": authority } = clusters[0].cluster;
  return { server, "certificate-authority-data": authority };
}
