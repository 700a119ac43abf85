import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement, ServiceAccountRef } from "../../cluster";
import type { Problem, Transform } from "../../core";
import type { AddOn, AddOnContext, CommonOptions, Deployed, Surroundings } from "./add-on";
import { chartOf, type ChartSource } from "./chart";
import { chartAddress, mirroredImage } from "./mirrors";
import type { Pods } from "./pods";
import { checkValues, mergeValues, valuesAt, type Value, type Values } from "./values";

/** What every add-on that is a chart can be told. */
export interface HelmOptions extends CommonOptions {
  /** Values of the chart, merged over those that the options make. Default: none. */
  readonly values?: Values | undefined;
  /** Changes to the release of the chart. Default: none. */
  readonly transform?: { readonly release?: Transform<k8s.helm.v3.ReleaseArgs> } | undefined;
}

/** An image of a chart: where its values name it. */
export interface ChartImage {
  /** Without a tag, such as `quay.io/jetstack/cert-manager-webhook`. */
  readonly image: string;
  /** Path of the value with the whole repository, such as `image.repository`; or of the two that it is made of, host and path. */
  readonly at: string | { readonly registry: string; readonly repository: string };
}

/** A cloud identity of a service account of a chart. */
export interface AddOnIdentity<Options> {
  /** The service account, which the chart makes. */
  readonly serviceAccount: string;
  /** Path of the value with the annotations of the service account, such as `serviceAccount.annotations`. */
  readonly annotationsAt: string;
  /** What the add-on cannot do without it, such as `making load balancers`. */
  readonly indispensableFor?: string;
  /** What it may do; undefined where these options need nothing of the cloud. */
  readonly statements: (context: AddOnContext<Options>) => readonly PolicyStatement[] | undefined;
}

/** An add-on that is a chart. */
export interface HelmAddOn<Options extends HelmOptions> extends Omit<AddOn<Options>, "charts" | "images" | "deploy"> {
  /** A chart of the catalogue by its name there, or one of your own: `{ chart, version, repository }`. */
  readonly chart: ChartSource;
  /** The chart of its CRDs, where that is another: a release of its own, made before. */
  readonly crdChart?: { readonly chart: ChartSource; readonly values: (context: AddOnContext<Options>) => Values };
  /** Whether the CRDs in the folder `crds/` of the chart are left out, as they have another owner. Default: false. */
  readonly skipCrds?: boolean;
  /** Seconds until everything of it must be ready. Default: 300. */
  readonly timeoutSeconds?: number;
  /** Values of the chart, as the options and surroundings make them. */
  readonly values: (context: AddOnContext<Options>, pods: readonly Pods[]) => Values;
  /** Paths of values that options or the platform decide, each with what to write in their place. */
  readonly owned: Readonly<Record<string, string>>;
  readonly images: readonly ChartImage[];
  /** Its cloud identity, or one for each service account that has one. */
  readonly identity?: AddOnIdentity<Options> | readonly AddOnIdentity<Options>[];
  /** What the release needs, besides its namespace and identity. */
  readonly before?: (context: AddOnContext<Options>) => readonly pulumi.Resource[];
  /** What needs the release: custom resources. */
  readonly then?: (context: AddOnContext<Options>, release: pulumi.Resource) => readonly pulumi.Resource[];
}

const defaultTimeoutSeconds = 300;

/** An add-on out of a chart: one Helm release, whose hooks run, in a namespace that is there already. */
export function helmAddOn<Options extends HelmOptions>(definition: HelmAddOn<Options>): AddOn<Options> {
  const { chart, crdChart, owned, images, check } = definition;
  return {
    ...definition,
    charts: [...(crdChart === undefined ? [] : [crdChart.chart]), chart],
    images: images.map(({ image }) => image),
    check: (options: Options, around: Surroundings): Problem[] => [
      ...(check?.(options, around) ?? []),
      ...checkValues(options.values, owned),
    ],
    deploy: (context) => deployChart(definition, context),
  };
}

function deployChart<Options extends HelmOptions>(
  definition: HelmAddOn<Options>,
  context: AddOnContext<Options>,
): Deployed {
  const { chart, crdChart, name, then, before } = definition;
  const { options, place } = context;
  const crds =
    crdChart === undefined
      ? []
      : [createRelease(definition, context, crdChart.chart, "crds", crdChart.values(context), [...place])];
  const identities = identitiesOf(definition).map((identity) => grantIdentity(identity, definition, context));
  const granted = identities.flatMap(({ dependsOn }) => dependsOn);
  const prerequisites = [...place, ...crds, ...granted, ...(before?.(context) ?? [])];
  const values = mergeValues(
    definition.values(context, definition.pods(options, context)),
    ...definition.images.map(({ image, at }) => imageValues(image, at, context)),
    ...identities.map(({ values }) => values),
    options.values ?? {},
  );
  const release = createRelease(definition, context, chart, "", values, prerequisites, {
    name,
    skipCrds: definition.skipCrds ?? false,
  });
  const custom = then?.(context, release) ?? [];
  return { ready: [...crds, release, ...custom] };
}

function createRelease<Options extends HelmOptions>(
  { name, namespace, timeoutSeconds = defaultTimeoutSeconds }: HelmAddOn<Options>,
  { child, mirrors, options }: AddOnContext<Options>,
  chart: ChartSource,
  suffix: string,
  values: Values,
  dependsOn: pulumi.Resource[],
  own: Partial<k8s.helm.v3.ReleaseArgs> = {},
): k8s.helm.v3.Release {
  return new k8s.helm.v3.Release(
    ...child<k8s.helm.v3.ReleaseArgs>(
      suffix,
      {
        ...chartAddress(chartOf(chart), mirrors),
        name: suffix === "" ? name : `${name}-${suffix}`,
        namespace: namespace.name,
        createNamespace: false,
        atomic: true,
        // Without it an update to no values at all would keep the former ones.
        resetValues: true,
        timeout: timeoutSeconds,
        values,
        ...own,
      },
      suffix === "" ? options.transform?.release : undefined,
      { dependsOn },
    ),
  );
}

function identitiesOf<Options extends HelmOptions>({
  identity = [],
}: HelmAddOn<Options>): readonly AddOnIdentity<Options>[] {
  return "statements" in identity ? [identity] : identity;
}

function grantIdentity<Options extends HelmOptions>(
  identity: AddOnIdentity<Options>,
  { namespace }: HelmAddOn<Options>,
  context: AddOnContext<Options>,
): { values: Values; dependsOn: pulumi.Resource[] } {
  const statements = identity.statements(context);
  if (statements === undefined || statements.length === 0) return { values: {}, dependsOn: [] };
  const account: ServiceAccountRef = {
    namespace: namespace.name,
    name: identity.serviceAccount,
    ...(identity.indispensableFor === undefined ? {} : { indispensableFor: identity.indispensableFor }),
  };
  const { annotations, dependsOn } = context.cluster.grant(account, statements);
  const hasAnnotations = Object.keys(annotations).length > 0;
  return {
    values: hasAnnotations ? valuesAt(identity.annotationsAt, annotations as Value) : {},
    dependsOn: [...dependsOn],
  };
}

function imageValues<Options>(image: string, at: ChartImage["at"], { mirrors }: AddOnContext<Options>): Values {
  const mirrored = mirroredImage(image, mirrors);
  if (mirrored === image) return {};
  if (typeof at === "string") return valuesAt(at, mirrored);
  const slash = mirrored.indexOf("/");
  return mergeValues(
    valuesAt(at.registry, mirrored.slice(0, slash)),
    valuesAt(at.repository, mirrored.slice(slash + 1)),
  );
}
