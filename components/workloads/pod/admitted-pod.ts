import type * as pulumi from "@pulumi/pulumi";
import type { AdmissionRules } from "../../cluster";
import type { Problem } from "../../core";
import { orLetIn, refuser, rulesIn, type AdmissionPlace } from "../admission";
import { isImageReference } from "./container";
import { fieldOf, podLabelNames, type LabelledFields } from "./pod-labels";

/** What policies look at in a pod. */
export interface AdmittedPod extends LabelledFields {
  readonly image: pulumi.Input<string>;
  readonly initContainers?: Containers | undefined;
  readonly sidecars?: Containers | undefined;
}

type Containers = Readonly<Record<string, { readonly image: pulumi.Input<string> }>>;

/** Where a pod is to be let in. */
export interface PodPlace extends AdmissionPlace {
  /** Name of the whole that it is part of, by which it has a label more. */
  readonly partOf?: string | undefined;
}

/**
 * What policies of the cluster would refuse of a pod, of all its containers. Not looked at are images that are outputs, and what a transform
 * makes of the pod. Where the name of the namespace is not known it counts as none of those that policies leave out.
 */
export function checkAdmittedPod(pod: AdmittedPod, place: PodPlace): Problem[] {
  const rules = rulesIn(place);
  if (rules.length === 0) return [];
  return [
    ...imagesOf(pod).flatMap(([path, image]) => [
      ...checkPinned(path, image, rules),
      ...checkRegistry(path, image, rules),
    ]),
    ...checkLabels(pod, place.partOf, rules),
  ];
}

/** Every image whose text is known and is one, with its path. */
function imagesOf({ image, initContainers = {}, sidecars = {} }: AdmittedPod): [path: string[], image: string][] {
  const others = Object.entries({ initContainers, sidecars }).flatMap(([field, containers]) =>
    Object.entries(containers).map(([name, one]) => [[field, name, "image"], one.image] as const),
  );
  return [[["image"], image] as const, ...others].flatMap(([path, one]): [string[], string][] =>
    typeof one === "string" && isImageReference(one) ? [[[...path], one]] : [],
  );
}

function checkPinned(path: string[], image: string, all: readonly AdmissionRules[]): Problem[] {
  const isPinned = image.includes("@") || (/:[^/:]+$/.test(image) && !image.endsWith(":latest"));
  const rules = isPinned ? undefined : all.find(({ unpinnedImages }) => unpinnedImages === false);
  if (rules === undefined) return [];
  return [
    {
      path,
      message: `an image without a tag of a version is refused by ${refuser(rules)}`,
      found: image,
      allowed: "a tag other than latest, or a digest",
      fix: orLetIn(rules, "name the version", "rules.imageTags: audit"),
    },
  ];
}

function checkRegistry(path: string[], image: string, all: readonly AdmissionRules[]): Problem[] {
  const whole = withRegistry(image);
  const rules = all.find(
    ({ registries = [] }) => registries.length > 0 && !registries.some((registry) => whole.startsWith(`${registry}/`)),
  );
  if (rules === undefined) return [];
  return [
    {
      path,
      message: `an image of another registry is refused by ${refuser(rules)}`,
      found: whole === image ? image : `${image}, which is ${whole}`,
      allowed: (rules.registries ?? []).join(", "),
      fix: orLetIn(rules, "take it from one of these", "registries with its own too"),
    },
  ];
}

/** `docker.io/library/busybox` of `busybox`: what says no registry is of Docker Hub. */
function withRegistry(image: string): string {
  if (/^([^/]*[.:][^/]*|localhost)\//.test(image)) return image;
  return image.includes("/") ? `docker.io/${image}` : `docker.io/library/${image}`;
}

function checkLabels(pod: AdmittedPod, partOf: string | undefined, all: readonly AdmissionRules[]): Problem[] {
  const names = podLabelNames(pod, partOf);
  const wanted = [...new Set(all.flatMap(({ podLabels = [] }) => podLabels))];
  return wanted.flatMap((label) => {
    const rules = names.includes(label) ? undefined : all.find(({ podLabels = [] }) => podLabels.includes(label));
    if (rules === undefined) return [];
    const { path, fix } = fieldOf(label);
    return [
      {
        path,
        message: `pods without the label ${label} are refused by ${refuser(rules)}`,
        allowed: `pods with ${(rules.podLabels ?? []).join(", ")}`,
        fix: orLetIn(rules, fix, "rules.labels: audit"),
      },
    ];
  });
}
