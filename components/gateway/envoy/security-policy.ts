import type { ManifestValue, RenderedObject } from "../../core";
import type { PlannedRoute } from "../planned-route";
import type { AddressListSpec, AuthenticationSpec, CorsSpec, JwtSpec, OidcSpec } from "../policy-spec";
import { envoyApiVersion, targetOf } from "./backend-traffic-policy";
import { countedClaims } from "./rate-limits";

type Fields = Readonly<Record<string, ManifestValue | undefined>>;

const defaultApiKeyHeader = "x-api-key";
const defaultMethods = ["GET", "HEAD", "POST"] as const;
const defaultMaxAge = "1h";
/** Path that providers send the browser back to. */
export const defaultRedirectPath = "/oauth2/callback";
/** Path that Envoy Gateway logs out at, unless it is told another. */
export const defaultLogoutPath = "/logout";

/** Who may call a route, and from where; nothing where everybody may. */
export function securityPolicy(route: PlannedRoute): RenderedObject[] {
  const { authentication = {}, cors, addresses } = route.policy;
  const fields: Fields = {
    ...authenticationOf(authentication, route),
    cors: cors === undefined ? undefined : corsOf(cors),
    authorization: addresses === undefined ? undefined : authorizationOf(addresses),
  };
  if (Object.values(fields).every((field) => field === undefined)) return [];
  return [
    {
      suffix: "",
      apiVersion: envoyApiVersion,
      kind: "SecurityPolicy",
      name: route.name,
      fields: { spec: { targetRefs: [targetOf(route)], ...fields } },
    },
  ];
}

function authenticationOf({ jwt, oidc, apiKey, basic }: AuthenticationSpec, route: PlannedRoute): Fields {
  return {
    jwt: jwt === undefined ? undefined : jwtOf(jwt, route),
    oidc: oidc === undefined ? undefined : oidcOf(oidc),
    apiKeyAuth:
      apiKey === undefined
        ? undefined
        : {
            credentialRefs: [secretOf(apiKey.clients.secret)],
            extractFrom: [{ headers: [apiKey.header ?? defaultApiKeyHeader] }],
          },
    basicAuth: basic === undefined ? undefined : { users: secretOf(basic.users.secret) },
  };
}

function jwtOf({ issuer, jwksUri, audiences = [], claimHeaders = {} }: JwtSpec, route: PlannedRoute): Fields {
  const claims = Object.entries({ ...claimHeaders, ...countedClaims(route) });
  return {
    providers: [
      {
        name: "issuer",
        issuer,
        ...(audiences.length === 0 ? {} : { audiences: [...audiences] }),
        remoteJWKS: { uri: jwksUri },
        // By default a parameter of the query would do too, which ends up in logs.
        extractFrom: { headers: [{ name: "Authorization", valuePrefix: "Bearer " }] },
        ...(claims.length === 0 ? {} : { claimToHeaders: claims.map(([claim, header]) => ({ claim, header })) }),
      },
    ],
  };
}

function oidcOf({ issuer, clientId, clientSecret, redirectPath, logoutPath, scopes, endpoints }: OidcSpec): Fields {
  return {
    provider: {
      issuer,
      ...(endpoints === undefined
        ? {}
        : { authorizationEndpoint: endpoints.authorization, tokenEndpoint: endpoints.token }),
    },
    clientID: clientId,
    clientSecret: secretOf(clientSecret.secret),
    // The address that the browser asked for: one route may have many hosts.
    redirectURL: `%REQ(x-forwarded-proto)%://%REQ(:authority)%${redirectPath ?? defaultRedirectPath}`,
    logoutPath: logoutPath ?? defaultLogoutPath,
    ...(scopes === undefined ? {} : { scopes: [...scopes] }),
  };
}

function corsOf({ origins, methods = defaultMethods, headers = [], exposeHeaders = [], ...rest }: CorsSpec): Fields {
  return {
    allowOrigins: [...origins],
    allowMethods: [...methods],
    ...(headers.length === 0 ? {} : { allowHeaders: [...headers] }),
    ...(exposeHeaders.length === 0 ? {} : { exposeHeaders: [...exposeHeaders] }),
    allowCredentials: rest.credentials ?? false,
    maxAge: rest.maxAge ?? defaultMaxAge,
  };
}

/** The first rule that an address is in is taken: who is denied stays so, whoever is let in. */
function authorizationOf({ allow, deny }: AddressListSpec): Fields {
  return {
    defaultAction: allow === undefined ? "Allow" : "Deny",
    rules: [
      ...(deny === undefined ? [] : [{ name: "denied", action: "Deny", principal: { clientCIDRs: [...deny] } }]),
      ...(allow === undefined ? [] : [{ name: "allowed", action: "Allow", principal: { clientCIDRs: [...allow] } }]),
    ],
  };
}

function secretOf(name: string): Fields {
  return { group: "", kind: "Secret", name };
}
