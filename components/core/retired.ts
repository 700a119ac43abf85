import type { Problem } from "./errors";
import { retiredProjects, type RetiredProject } from "./retired-projects";

/** A problem of which only the caller knows where it is. */
export type Retirement = Required<Pick<Problem, "message" | "found" | "fix">>;

const projects: readonly RetiredProject[] = retiredProjects;

/** What is wrong with an add-on of this name, such as `ingressNginx`, `ingress-nginx` or `awsAuth`; undefined for a name that is not retired. */
export function retiredAddOn(key: string): Retirement | undefined {
  const plain = key.toLowerCase().replace(/[^a-z0-9]/g, "");
  return retirement(key, ({ keys = [] }) => keys.includes(plain));
}

/** What is wrong with an image, such as `bitnami/redis:7.4`; undefined for one that is not retired. */
export function retiredImage(image: string): Retirement | undefined {
  const { name, tag } = parseImage(image);
  return retirement(
    image,
    ({ images = [], exceptImages = [], tags = "" }) =>
      images.some((pattern) => matches(name, pattern)) &&
      !exceptImages.some((pattern) => matches(name, pattern)) &&
      tag.startsWith(tags),
  );
}

/**
 * What is wrong with a chart; undefined for one that is not retired.
 * @param repository such as `https://charts.bitnami.com/bitnami` or `oci://registry-1.docker.io/bitnamicharts`
 * @param chart its name there
 */
export function retiredChart(repository: string, chart: string): Retirement | undefined {
  const address = repository.replace(/^[a-z]+:\/\//, "").replace(/\/+$/, "");
  return retirement(
    `${repository.replace(/\/+$/, "")}/${chart}`,
    ({ repositories = [], charts }) =>
      repositories.some((one) => address === one || address.startsWith(`${one}/`)) &&
      (charts === undefined || charts.includes(chart)),
  );
}

function retirement(found: string, isMeant: (project: RetiredProject) => boolean): Retirement | undefined {
  const project = projects.find(isMeant);
  if (project === undefined) return undefined;
  const { name, since, because, instead } = project;
  const until = since === undefined ? "" : ` since ${since}`;
  return { message: `${name} is retired${until}: ${because}`, found, fix: `remove it; ${instead}` };
}

/** The name with its host, and the tag or `""`. */
function parseImage(image: string): { readonly name: string; readonly tag: string } {
  const [withoutDigest = ""] = image.split("@");
  const [, path = withoutDigest, tag = ""] = /^(.+?)(?::([^/:]*))?$/.exec(withoutDigest) ?? [];
  const [first = ""] = path.split("/");
  const hasHost = path.includes("/") && (/[.:]/.test(first) || first === "localhost");
  if (hasHost) return { name: path.replace(/^(index\.|registry-1\.)docker\.io\//, "docker.io/"), tag };
  return { name: `docker.io/${path.includes("/") ? path : `library/${path}`}`, tag };
}

/** A pattern is a name, or the beginning of one and a star. */
function matches(name: string, pattern: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
