import { catalogue } from "../../components/core";

/** The release of the OpenTelemetry demo; all images of its own have this version. */
export const release = catalogue.astronomyShop.version;

/** The image of a service of the release. */
export function releaseImage(name: string): string {
  return `ghcr.io/open-telemetry/demo:${release}-${name}`;
}
