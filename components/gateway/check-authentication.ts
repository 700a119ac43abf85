import { checkSecretName, type Problem } from "../core";
import { checkFilled, checkHeaderName, checkHttpsUrl } from "./check-values";
import type { ApiKeySpec, AuthenticationSpec, BasicAuthSpec, JwtSpec, OidcSpec, SecretRef } from "./policy-spec";

const ways = ["jwt", "oidc", "apiKey", "basic"] as const satisfies readonly (keyof AuthenticationSpec)[];

/** What is wrong with how callers are known. Paths are relative to it. */
export function checkAuthentication(spec: AuthenticationSpec | undefined): Problem[] {
  if (spec === undefined) return [];
  const given = ways.filter((way) => spec[way] !== undefined);
  const { jwt, oidc, apiKey, basic } = spec;
  return [
    ...(given.length === 1
      ? []
      : [
          {
            path: [],
            message: given.length === 0 ? "it is not said how callers are known" : "callers are known in several ways",
            found: given.length === 0 ? "none of them" : given.join(" and "),
            allowed: `exactly one of ${ways.join(", ")}`,
            fix: given.length === 0 ? "add one of them, or remove authentication" : "keep one of them",
          },
        ]),
    ...(jwt === undefined ? [] : checkJwt(jwt)),
    ...(oidc === undefined ? [] : checkOidc(oidc)),
    ...(apiKey === undefined ? [] : checkApiKey(apiKey)),
    ...(basic === undefined ? [] : checkBasic(basic)),
  ];
}

function checkJwt({ issuer, jwksUri, audiences, claimHeaders = {} }: Partial<JwtSpec>): Problem[] {
  return [
    ...checkGiven(["jwt", "issuer"], "the issuer of the tokens", issuer, "https://login.example.com/"),
    ...checkGiven(
      ["jwt", "jwksUri"],
      "the address of the keys of the tokens (JWKS)",
      jwksUri,
      "https://login.example.com/.well-known/jwks.json",
    ),
    ...(issuer === undefined || issuer === "" ? [] : checkHttpsUrl(["jwt", "issuer"], "the issuer", issuer)),
    ...(jwksUri === undefined || jwksUri === ""
      ? []
      : checkHttpsUrl(["jwt", "jwksUri"], "the address of the keys", jwksUri)),
    ...checkFilled(["jwt", "audiences"], audiences, "any audience"),
    ...checkSharedHeader(claimHeaders),
    ...Object.entries(claimHeaders).flatMap(([claim, header]) =>
      checkHeaderName(["jwt", "claimHeaders", claim], header),
    ),
  ];
}

function checkOidc({
  issuer,
  clientId,
  clientSecret,
  redirectPath,
  logoutPath,
  endpoints,
}: Partial<OidcSpec>): Problem[] {
  return [
    ...checkGiven(["oidc", "issuer"], "the provider of the log-in", issuer, "https://login.example.com"),
    ...checkGiven(["oidc", "clientId"], "the client of the log-in", clientId, "what the provider calls the gateway"),
    ...(issuer === undefined || issuer === "" ? [] : checkHttpsUrl(["oidc", "issuer"], "the issuer", issuer)),
    ...checkRef(["oidc", "clientSecret"], clientSecret),
    ...Object.entries({ redirectPath, logoutPath }).flatMap(([field, path]) =>
      path === undefined || path.startsWith("/")
        ? []
        : [{ path: ["oidc", field], message: "this is no path", found: path, fix: `write /${path}` }],
    ),
    ...Object.entries(endpoints ?? {}).flatMap(([name, url]) =>
      checkHttpsUrl(["oidc", "endpoints", name], "an endpoint", url),
    ),
  ];
}

function checkApiKey({ header, clients }: Partial<ApiKeySpec>): Problem[] {
  return [
    ...(header === undefined ? [] : checkHeaderName(["apiKey", "header"], header)),
    ...checkRef(["apiKey", "clients"], clients),
  ];
}

function checkBasic({ users }: Partial<BasicAuthSpec>): Problem[] {
  return checkRef(["basic", "users"], users);
}

/** The types say that they must be there; a program in JavaScript and a configuration may not. */
function checkGiven(path: Problem["path"], what: string, value: string | undefined, example: string): Problem[] {
  if (value !== undefined && value !== "") return [];
  return [{ path, message: `${what} is missing`, found: value === "" ? '""' : "nothing", fix: `write ${example}` }];
}

function checkRef(path: Problem["path"], ref: Partial<SecretRef> | undefined): Problem[] {
  if (ref?.secret === undefined) {
    return [{ path, message: "the Secret is missing", found: "nothing", fix: "write secret: and its name" }];
  }
  return checkSecretName(ref.secret, [...path, "secret"]);
}

/** The second claim would take the place of the first. */
function checkSharedHeader(claimHeaders: Readonly<Record<string, string>>): Problem[] {
  const seen = new Map<string, string>();
  return Object.entries(claimHeaders).flatMap(([claim, header]) => {
    const before = seen.get(header.toLowerCase());
    seen.set(header.toLowerCase(), claim);
    if (before === undefined) return [];
    return [
      {
        path: ["jwt", "claimHeaders", claim],
        message: "two claims would be in one header",
        found: `${before} and ${claim} in ${header}`,
        fix: "write another header",
      },
    ];
  });
}
