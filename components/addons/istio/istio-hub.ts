import { mirroredImage, type Mirrors } from "../frame/mirrors";
import type { Values } from "../frame/values";

const hub = "registry.istio.io/release";

/** Istio's images, without a tag. Its charts name them by a hub, to which they add names and tags of their own. */
export const istioImages = {
  controlPlane: `${hub}/pilot`,
  proxy: `${hub}/proxyv2`,
  cni: `${hub}/install-cni`,
  ztunnel: `${hub}/ztunnel`,
} as const;

/** The hub, where it is a mirror: all images have one. */
export function hubOf(mirrors: Mirrors): Values {
  const mirrored = mirroredImage(hub, mirrors);
  return mirrored === hub ? {} : { hub: mirrored };
}

/** Images without a shell, in either mode. The chart of each part has the tag. */
export const variant = "distroless";
