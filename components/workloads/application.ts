import type * as pulumi from "@pulumi/pulumi";
import type { ClusterHandle } from "../cluster";
import { didYouMean, refuseComponent, SlipwayComponent, under, type Problem } from "../core";
import { mapLinks } from "./environment";
import { checkLink, type Link, type LinkTarget } from "./links";
import { Microservice, type MicroserviceTransform } from "./microservice";
import { checkMicroserviceAlone, linksOf, type InitContainerSpec, type MicroserviceSpec } from "./microservice-spec";
import { checkNamespaceName, Namespace } from "./namespace";
import { planPorts } from "./ports";

/** Services by name. A link between them names its target. */
export type Services<Name extends string = string> = Readonly<Record<Name, MicroserviceSpec<string>>>;

export interface ApplicationArgs {
  readonly cluster: ClusterHandle;
  /** Name of the namespace that is made for it: a DNS label. Default: the component's name. */
  readonly namespace?: string | undefined;
  readonly services: Services;
  /** Changes to what each service gives to its children, by the service's name. */
  readonly transform?: Readonly<Record<string, MicroserviceTransform>>;
}

/**
 * Microservices that belong together: a namespace, and a `Microservice` for each, linked by name in any direction.
 * @throws SlipwayError with everything that is wrong with any of them, before anything is registered
 */
export class Application extends SlipwayComponent {
  readonly services: ReadonlyMap<string, Microservice>;

  /** @param type the name of the class, where one extends this */
  constructor(name: string, args: ApplicationArgs, opts?: pulumi.ComponentResourceOptions, type = "Application") {
    const namespaceName = args.namespace ?? name;
    refuseComponent(type, name, [
      ...under(["namespace"], checkNamespaceName(namespaceName)),
      ...checkServices(args.services),
    ]);
    super(type, name, opts);

    const namespace = new Namespace(
      `${name}-namespace`,
      { cluster: args.cluster, objectName: namespaceName },
      // Everything else is in the namespace, and so comes after it.
      { parent: this, ...(opts?.dependsOn === undefined ? {} : { dependsOn: opts.dependsOn }) },
    );
    this.services = this.createServices(namespace.namespaceName, args);

    this.registerOutputs({
      namespace: namespace.namespaceName,
      services: Object.fromEntries([...this.services].map(([id, service]) => [id, service.address ?? "no port"])),
    });
  }

  private createServices(namespace: pulumi.Output<string>, args: ApplicationArgs): Map<string, Microservice> {
    const targets = linkTargets(args.services);
    return new Map(
      Object.entries(args.services).map(([objectName, spec]) => {
        const transform = args.transform?.[objectName];
        const service = new Microservice(
          `${this.logicalName}-${objectName}`,
          {
            ...withTargets(spec, targets),
            cluster: args.cluster,
            namespace,
            objectName,
            partOf: this.logicalName,
            ...(transform === undefined ? {} : { transform }),
          },
          { parent: this },
        );
        return [objectName, service];
      }),
    );
  }
}

/**
 * What is wrong with any of the services, or with a link between them. Paths start with the service's name.
 * @param unchecked names of more services, to which links are taken as right
 */
export function checkServices(services: Services, unchecked: readonly string[] = []): Problem[] {
  const targets = linkTargets(services);
  const problems = Object.entries(services).flatMap(([name, spec]) =>
    under(
      [name],
      [
        ...checkMicroserviceAlone(name, spec),
        ...linksOf(spec).flatMap(([path, link]) => {
          const target = targets.get(link.linkTo);
          if (target !== undefined) return checkLink(path, { ...link, linkTo: target });
          return unchecked.includes(link.linkTo)
            ? []
            : [unknownTarget(path, link.linkTo, [...Object.keys(services), ...unchecked])];
        }),
      ],
    ),
  );
  return [...problems, ...checkServiceNames(services)];
}

/** Each Service has one name in the namespace: that of its workload, with a suffix if it is an additional one. */
function checkServiceNames(services: Services): Problem[] {
  const owners = new Map(Object.keys(services).map((name) => [name, name]));
  return Object.entries(services).flatMap(([name, spec]) =>
    Object.keys(spec.additionalServices ?? {}).flatMap((suffix) => {
      const full = `${name}-${suffix}`;
      const owner = owners.get(full);
      owners.set(full, name);
      if (owner === undefined) return [];
      return [
        {
          path: [name, "additionalServices", suffix],
          message: `${owner === full ? "a service of the application" : `a Service of ${owner}`} has this name already`,
          found: full,
          fix: "use another suffix, or rename the other one",
        },
      ];
    }),
  );
}

/**
 * Applications whose services would get one name in the program: `orders` with `api-v2` and `orders-api` with `v2`.
 * Paths start with the application's name.
 */
export function checkApplicationNames(
  applications: Readonly<Record<string, { readonly services: object }>>,
): Problem[] {
  const owners = new Map<string, string>();
  return Object.entries(applications).flatMap(([application, { services }]) =>
    Object.keys(services).flatMap((service) => {
      const name = `${application}-${service}`;
      const owner = owners.get(name);
      owners.set(name, `${application}.${service}`);
      if (owner === undefined) return [];
      return [
        {
          path: [application, "services", service],
          message: `in the program it would have the same name as ${owner}`,
          found: name,
          fix: "rename one of the two applications or services",
        },
      ];
    }),
  );
}

function linkTargets(services: Services): Map<string, LinkTarget> {
  return new Map(
    Object.entries(services).map(([objectName, spec]) => [objectName, { objectName, ports: planPorts(spec.ports) }]),
  );
}

function withTargets(spec: MicroserviceSpec<string>, targets: ReadonlyMap<string, LinkTarget>): MicroserviceSpec {
  const resolve = (link: Link<string>): Link => {
    const linkTo = targets.get(link.linkTo);
    if (linkTo === undefined) throw new Error(`the link to ${link.linkTo} was not checked`);
    return { ...link, linkTo };
  };
  const initContainers = Object.entries(spec.initContainers ?? {}).map(([name, container]) => [
    name,
    { ...container, env: mapLinks(container.env ?? {}, resolve) },
  ]);
  return {
    ...spec,
    env: mapLinks(spec.env ?? {}, resolve),
    links: (spec.links ?? []).map(resolve),
    initContainers: Object.fromEntries(initContainers) as Record<string, InitContainerSpec>,
  };
}

function unknownTarget(path: readonly (string | number)[], name: string, known: readonly string[]): Problem {
  const meant = didYouMean(name, known);
  return {
    path: [...path, "linkTo"],
    message: "the link leads to a service that does not exist",
    found: name,
    allowed: known.join(", "),
    fix: meant === undefined ? "name a service of the same application, or add it" : `did you mean ${meant}?`,
  };
}
