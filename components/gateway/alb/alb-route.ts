import type { GatewayCapability } from "../../cluster";
import type { ManifestValue, RenderedObject } from "../../core";
import { gatewayApiRoute } from "../gateway-api/routes";
import type { PathMatch, ValueMatch } from "../route-spec";
import type { PlannedBackend, PlannedMatch, PlannedRoute, PlannedRule } from "../planned-route";
import type { ApiPolicySpec, OidcSpec } from "../policy-spec";

type Fields = Readonly<Record<string, ManifestValue | undefined>>;

/** API version of the custom resources of the AWS Load Balancer Controller for gateways. */
export const albApiVersion = "gateway.k8s.aws/v1";

/** The account of the controller, which reads Secrets with passwords of clients of OpenID Connect. */
const controller = "aws-load-balancer-controller";

/** The path that an ALB wants the browser back at. */
export const albRedirectPath = "/oauth2/idpresponse";

/** The objects of a route. Call `checkAlbRoute` first. */
export function renderAlbRoute(route: PlannedRoute, gateway: GatewayCapability): RenderedObject[] {
  const { authentication, addresses } = route.policy;
  const configuration = ruleConfiguration(route);
  const refused = addresses?.allow === undefined ? [] : route.rules.map(refusalOf);
  const isRefusal = new Set(refused);
  // For the same match, the first rule is taken: that for addresses that may call, then the one that refuses the others.
  const rules = route.rules.flatMap((rule, index) => [
    prepared(rule),
    ...(refused[index] === undefined ? [] : [refused[index]]),
  ]);
  return [
    ...(authentication?.oidc === undefined ? [] : secretAccess(route.name, authentication.oidc)),
    ...configuration,
    ...(refused.length === 0 ? [] : [refusal(route.name)]),
    ...httpsTargets(route),
    // The listener adds the header of HSTS: an ALB takes no filter for headers.
    gatewayApiRoute({ ...route, rules }, withoutHsts(gateway), {
      filtersOf: (rule) => {
        if (isRefusal.has(rule)) return [extension(refusalName(route.name))];
        return configuration.length === 0 ? [] : [extension(route.name)];
      },
    }),
  ];
}

/** What holds for every rule: who may call, and how callers prove who they are. */
function ruleConfiguration({ name, policy }: PlannedRoute): RenderedObject[] {
  const action = authenticationAction(policy.authentication);
  const allow = policy.addresses?.allow;
  if (action === undefined && allow === undefined) return [];
  return [
    {
      suffix: "",
      apiVersion: albApiVersion,
      kind: "ListenerRuleConfiguration",
      name,
      fields: {
        spec: {
          actions: action === undefined ? undefined : [action],
          conditions:
            allow === undefined ? undefined : [{ field: "source-ip", sourceIPConfig: { values: [...allow] } }],
        },
      },
    },
  ];
}

function authenticationAction({ jwt, oidc }: NonNullable<ApiPolicySpec<unknown>["authentication"]> = {}):
  Fields | undefined {
  if (jwt !== undefined) {
    return {
      type: "jwt-validation",
      jwtValidationConfig: {
        issuer: jwt.issuer,
        jwksEndpoint: jwt.jwksUri,
        additionalClaims:
          jwt.audiences === undefined
            ? undefined
            : [{ name: "aud", format: "single-string", values: [...jwt.audiences] }],
      },
    };
  }
  if (oidc?.endpoints === undefined) return undefined;
  const { issuer, clientSecret, scopes = ["openid"], endpoints } = oidc;
  return {
    type: "authenticate-oidc",
    authenticateOIDCConfig: {
      issuer,
      authorizationEndpoint: endpoints.authorization,
      tokenEndpoint: endpoints.token,
      userInfoEndpoint: endpoints.userInfo,
      secret: { name: clientSecret.secret },
      scope: scopes.join(" "),
    },
  };
}

/** The controller may read this one Secret. */
function secretAccess(name: string, { clientSecret }: OidcSpec): RenderedObject[] {
  const apiVersion = "rbac.authorization.k8s.io/v1";
  const role = `${name}-load-balancer`;
  return [
    {
      suffix: "load-balancer",
      apiVersion,
      kind: "Role",
      name: role,
      fields: {
        rules: [
          {
            apiGroups: [""],
            resources: ["secrets"],
            resourceNames: [clientSecret.secret],
            verbs: ["get", "list", "watch"],
          },
        ],
      },
    },
    {
      suffix: "load-balancer",
      apiVersion,
      kind: "RoleBinding",
      name: role,
      fields: {
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role },
        subjects: [{ kind: "ServiceAccount", name: controller, namespace: controller }],
      },
    },
  ];
}

function refusalName(name: string): string {
  return `${name}-refused`;
}

function refusal(name: string): RenderedObject {
  return {
    suffix: "refused",
    apiVersion: albApiVersion,
    kind: "ListenerRuleConfiguration",
    name: refusalName(name),
    fields: {
      spec: {
        actions: [{ type: "fixed-response", fixedResponseConfig: { statusCode: 403, contentType: "text/plain" } }],
      },
    },
  };
}

function refusalOf({ matches }: PlannedRule): PlannedRule {
  return { matches: matches.map(preparedMatch), backends: [], timeouts: {} };
}

/** The settings of target groups of workloads that speak HTTPS; all others are those of the gateway. Of several for one Service, any is taken. */
function httpsTargets({ name, rules }: PlannedRoute): RenderedObject[] {
  const backends = rules.flatMap((rule) => rule.backends);
  const services = new Set(backends.filter(({ port }) => port.protocol === "https").map(({ service }) => service));
  return [...services].map((service) => ({
    suffix: service,
    apiVersion: albApiVersion,
    kind: "TargetGroupConfiguration",
    name: `${name}-${service}`,
    fields: {
      spec: { targetReference: { kind: "Service", name: service }, defaultConfiguration: { protocol: "HTTPS" } },
    },
  }));
}

function extension(name: string): Fields {
  return {
    type: "ExtensionRef",
    extensionRef: { group: "gateway.k8s.aws", kind: "ListenerRuleConfiguration", name },
  };
}

function withoutHsts({ hsts: _, ...gateway }: GatewayCapability): GatewayCapability {
  return gateway;
}

/** A rule as an ALB takes it. */
function prepared(rule: PlannedRule): PlannedRule {
  return { ...rule, matches: rule.matches.map(preparedMatch), backends: inLowestTerms(rule.backends) };
}

/** Regular expressions of an ALB are met by a part of the text, unless they say otherwise. */
function preparedMatch({ path, headers, ...match }: PlannedMatch): PlannedMatch {
  return {
    ...match,
    path: "regex" in path ? { regex: whole(path.regex) } : path,
    headers: headers.map(([name, value]): [string, ValueMatch] => [
      name,
      typeof value === "string" ? value : { regex: whole(value.regex) },
    ]),
  } satisfies PlannedMatch & { readonly path: PathMatch };
}

function whole(regex: string): string {
  return `^(${regex.replace(/^\^/, "").replace(/(?<!\\)\$$/, "")})$`;
}

/** The same shares in the smallest whole numbers: an ALB counts to 999. */
export function inLowestTerms(backends: readonly PlannedBackend[]): PlannedBackend[] {
  const divisor = backends.reduce((found, { weight }) => greatestCommonDivisor(found, weight), 0);
  return backends.map((backend) => ({ ...backend, weight: divisor === 0 ? backend.weight : backend.weight / divisor }));
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}
