import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { AddOnContext } from "../frame/add-on";
import type { CertManagerSpec } from "./cert-manager-spec";
import { clusterIssuer, rootCertificate, rootIssuer, type IssuerPlace } from "./issuer-manifests";
import type { IssuerSpec } from "./issuer-spec";

type Args = k8s.apiextensions.CustomResourceArgs;

const namespace = "cert-manager";

/** The issuers, and what private authorities are made of. They are checked by the webhook, and so come after it, and go before. */
export function createIssuers(context: AddOnContext<CertManagerSpec>, release: pulumi.Resource): pulumi.Resource[] {
  return Object.entries(context.options.issuers ?? {}).flatMap(([name, issuer]) =>
    createIssuer(name, issuer, context, release),
  );
}

function createIssuer(
  name: string,
  spec: IssuerSpec,
  { child, options, isProtected, isProduction, eks }: AddOnContext<CertManagerSpec>,
  release: pulumi.Resource,
): pulumi.Resource[] {
  const { transform } = options;
  const place: IssuerPlace = { namespace, isProduction, region: eks?.region };
  const create = (suffix: string, args: Args, opts: pulumi.CustomResourceOptions): k8s.apiextensions.CustomResource =>
    new k8s.apiextensions.CustomResource(
      ...child<Args>(suffix, args, args.kind === "Certificate" ? transform?.certificate : transform?.issuer, opts),
    );
  const root: k8s.apiextensions.CustomResource[] = [];
  if (spec.privateCa !== undefined) {
    const issuer = create(`root-${name}`, { ...rootIssuer(name, place) }, { dependsOn: release });
    const certificate = rootCertificate(name, spec.privateCa, place);
    // What trusts the authority trusts no other: its key is lost with the namespace.
    root.push(issuer, create(`ca-${name}`, { ...certificate }, { dependsOn: issuer, protect: isProtected }));
  }
  return [
    ...root,
    create(`issuer-${name}`, { ...clusterIssuer(name, spec, place) }, { dependsOn: [release, ...root] }),
  ];
}
