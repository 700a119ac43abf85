import type { Value } from "../frame/values";
import type { GrafanaOidcSpec } from "./grafana-spec";
import { verbatimValue } from "./verbatim";

/** Variable of Grafana's environment that has the secret of its client. */
export const clientSecretVariable = "GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET";

const defaultScopes: readonly string[] = ["openid", "profile", "email"];

/** The section `auth.generic_oauth` of Grafana's configuration, without the secret. */
export function oidcSection(oidc: GrafanaOidcSpec): Value {
  const { issuer, clientId, scopes = defaultScopes, endpoints } = oidc;
  const { authorize, token, userInfo } = endpoints ?? {
    authorize: `${issuer}/authorize`,
    token: `${issuer}/token`,
    userInfo: `${issuer}/userinfo`,
  };
  return verbatimValue({
    enabled: true,
    name: "SSO",
    client_id: clientId,
    scopes: scopes.join(" "),
    auth_url: authorize,
    token_url: token,
    api_url: userInfo,
    use_pkce: true,
    allow_sign_up: true,
    role_attribute_path: roleOf(oidc),
    // Nobody is let in to administrate other organisations of the installation.
    allow_assign_grafana_admin: false,
  });
}

/** A JMESPath that gives the role. Who has no such claim makes it fail, and may look. */
function roleOf({ groupsClaim = "groups", admins = [], editors = [] }: GrafanaOidcSpec): string {
  const claim = /^[A-Za-z_][A-Za-z0-9_]*$/.test(groupsClaim) ? groupsClaim : `"${groupsClaim}"`;
  const oneOf = (groups: readonly string[]) => groups.map((group) => `contains(${claim}[*], '${group}')`).join(" || ");
  return [
    ...(admins.length === 0 ? [] : [`(${oneOf(admins)}) && 'Admin'`]),
    ...(editors.length === 0 ? [] : [`(${oneOf(editors)}) && 'Editor'`]),
    "'Viewer'",
  ].join(" || ");
}
