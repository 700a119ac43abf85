import { didYouMean, formatPath, withoutCredentials, type Problem } from "../../components/core";
import { retiredGatewayProvider } from "../../components/gateway";
import { checkStack } from "../check";
import { explain, isUnknownKey, missing, suggestion, withoutEchoes } from "./explain";
import { knownKeys, takesEncrypted } from "./json-schema";
import { isRecord, valueAt, type Path } from "./path";
import { sections, type StackConfig } from "./schema";
import { encryptedPlaces } from "./sealed";
import { hidden, holdsSecrets } from "./show";
import { soundPart } from "./sound-part";
import { addOnOfSection, explainAddOnKey } from "./strange-add-ons";

export interface Validated {
  readonly config: StackConfig;
  readonly problems: readonly Problem[];
}

type Raw = Readonly<Record<string, unknown>>;

/**
 * Validates the sections of a configuration, all of them, and what those parts whose shape is right mean to each other.
 * `config` may be used if there is no problem.
 * @param raw the keys below `config:`; those of other namespaces than `slipway:` belong to others and are left alone
 * @param today the day on which versions are judged, `YYYY-MM-DD`; default: today
 */
export function validate(environment: string, raw: Raw, today?: string): Validated {
  const misshapen = Object.keys(sections).flatMap((key) => checkShape(key, raw));
  // Below a key that does not exist, nothing else matters; any other encrypted value has its own problem, whatever shape was expected.
  const encrypted = findEncrypted(raw).filter(
    ({ path }) => !misshapen.some((problem) => isUnknownKey(problem) && isWithin(path, problem.path)),
  );
  const shape = misshapen.filter(({ path }) => !encrypted.some((problem) => isWithin(path, problem.path)));
  const meant = {
    ...raw,
    "slipway:cluster": withMeantTarget("slipway:cluster", raw["slipway:cluster"]),
  };
  const { sound, unchecked } = soundPart(meant, Object.keys(sections), encrypted, shapeProblems);
  const config = {
    environment,
    stage: sections["slipway:stage"].safeParse(sound["slipway:stage"]).data,
    aws: sections["slipway:aws"].safeParse(sound["slipway:aws"]).data,
    network: sections["slipway:network"].safeParse(sound["slipway:network"]).data,
    cluster: sections["slipway:cluster"].safeParse(sound["slipway:cluster"]).data,
    addOns: sections["slipway:addOns"].safeParse(sound["slipway:addOns"]).data,
    charts: sections["slipway:charts"].safeParse(sound["slipway:charts"]).data,
    images: sections["slipway:images"].safeParse(sound["slipway:images"]).data,
    manifests: sections["slipway:manifests"].safeParse(sound["slipway:manifests"]).data,
    gateway: sections["slipway:gateway"].safeParse(sound["slipway:gateway"]).data,
    mesh: sections["slipway:mesh"].safeParse(sound["slipway:mesh"]).data,
    observability: sections["slipway:observability"].safeParse(sound["slipway:observability"]).data,
    registries: sections["slipway:registries"].safeParse(sound["slipway:registries"]).data,
    capabilities: sections["slipway:capabilities"].safeParse(sound["slipway:capabilities"]).data,
    shop: sections["slipway:shop"].safeParse(sound["slipway:shop"]).data,
    applications: sections["slipway:applications"].safeParse(sound["slipway:applications"]).data,
  } as StackConfig;
  return {
    config,
    problems: [
      ...withoutEchoes([...checkKeys(raw), ...encrypted, ...shape.map(asAddOnKey).map(asGatewayProvider)]),
      ...checkStack(config, meantSections(raw), unchecked, today),
    ].map((problem) => withoutSecrets(problem, raw)),
  };
}

/** A key that the add-ons do not have is told of by what it is: a project that came to its end, or an option of one of them. */
function asAddOnKey(problem: Problem): Problem {
  const [section, key, ...inner] = problem.path;
  if (section !== "slipway:addOns" || inner.length > 0 || !isUnknownKey(problem)) return problem;
  const explained = explainAddOnKey(String(key));
  return explained === undefined ? problem : { path: problem.path, ...explained };
}

/** Somebody asks for a gateway that came to its end. */
function asGatewayProvider(problem: Problem): Problem {
  const { path, found } = problem;
  if (formatPath(path) !== "slipway:gateway.provider" || found === undefined) return problem;
  return retiredGatewayProvider(path, found) ?? problem;
}

/** Whatever a check shows of a value that it took for something else: neither what may be a secret, nor who is in a URL. */
function withoutSecrets(problem: Problem, raw: Raw): Problem {
  const { path, found } = problem;
  if (found === undefined) return problem;
  const value = valueAt(raw, path);
  const isShown = typeof value === "string" && value !== "" && found.includes(value);
  if (isShown && holdsSecrets(path)) return { ...problem, found: hidden(value) };
  return { ...problem, found: withoutCredentials(found) };
}

/** The sections that stand in a file, also by a name that is not quite theirs. */
function meantSections(raw: Raw): string[] {
  return ownKeys(raw).flatMap((key) => [key, meantSection(key) ?? key]);
}

/** Without the keys of other programs. */
function ownKeys(raw: Raw): string[] {
  return Object.keys(raw).filter((key) => key.startsWith("slipway:") || !key.includes(":"));
}

function meantSection(key: string): string | undefined {
  const known = Object.keys(sections);
  if (addOnOfSection(key) !== undefined) return "slipway:addOns";
  return didYouMean(key, known) ?? didYouMean(`slipway:${key}`, known);
}

function checkKeys(raw: Raw): Problem[] {
  const known = Object.keys(sections);
  return ownKeys(raw)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const meant = meantSection(key);
      const addOn = addOnOfSection(key);
      return {
        path: [key],
        message: "there is no such section",
        found: key,
        allowed: known.join(", "),
        fix:
          addOn !== undefined
            ? `put it below slipway:addOns, as ${addOn}`
            : meant === undefined
              ? "remove it"
              : suggestion(meant),
      };
    });
}

function checkShape(key: string, raw: Raw): Problem[] {
  const value = raw[key];
  const guessed = withMeantTarget(key, value);
  const problems = [...shapeProblems(key, value), ...(guessed === value ? [] : shapeProblems(key, guessed))];
  if (value === undefined && problems.length > 0) {
    return [missing([key], "", `add ${key}: under config:, as in Pulumi.local.yaml`)];
  }
  return problems;
}

function shapeProblems(key: string, value: unknown): Problem[] {
  const { success, error } = sections[key as keyof typeof sections].safeParse(value);
  return success ? [] : explain(error.issues, value, [key], ["config"]);
}

/** Of a cluster whose target is misspelt, the rest is read as that of the target which was meant. */
function withMeantTarget(key: string, value: unknown): unknown {
  if (key !== "slipway:cluster" || !isRecord(value) || typeof value.target !== "string") return value;
  const target = didYouMean(value.target, targets);
  return target === undefined || target === value.target ? value : { ...value, target };
}

const targets = sections["slipway:cluster"].options.map((option) => option.shape.target.value);

/** Secrets stand where the program puts them into a Secret, and nowhere else: the objects that it makes would show them. */
function findEncrypted(raw: Raw): Problem[] {
  return Object.entries(raw)
    .filter(([key]) => key.startsWith("slipway:"))
    .flatMap(([key, value]) => encryptedPlaces(value, [key]))
    .filter((path) => !takesEncrypted(["config", ...path]))
    .map(misplacedSecret);
}

function misplacedSecret(path: Path): Problem {
  const found = "secure: …";
  if (path[0] === "slipway:addOns" && path[2] === "values") {
    return {
      path,
      message: "values of a chart hold no secrets: the release and the preview show them",
      found,
      allowed: "a value that everybody may read",
      fix: "put it into a Secret of the cluster, and name that in the value that the chart has for it",
    };
  }
  return {
    path,
    message: "an encrypted value cannot stand here, because the objects that are made from it would show it",
    found,
    allowed: "a value that everybody may read",
    fix: secretPlace(path),
  };
}

/** Where a secret that stands at a wrong place belongs. */
function secretPlace(path: Path): string {
  const reference = "{ fromSecret: { name: …, key: … } }";
  const otherwise = "write in plain only what is no secret";
  const keys = knownKeys(["config", ...path]);
  if (keys.includes("fromSecret")) {
    return keys.includes("secret")
      ? `write { secret: { secure: … } }, or refer to a Kubernetes Secret: ${reference}; ${otherwise}`
      : `refer to a Kubernetes Secret: write ${reference}`;
  }
  if (path[0] === "slipway:addOns") {
    return holdsSecrets(path) ? "write the name of a Secret of the cluster" : "remove it";
  }
  return `for a variable in env write { secret: { secure: … } }, or refer to a Kubernetes Secret: ${reference}; ${otherwise}`;
}

function isWithin(path: Path, outer: Path): boolean {
  return formatPath(path.slice(0, outer.length)) === formatPath(outer);
}
