// What messages show of values that may be secrets. Which keys checks of components show themselves is in bad/add-on-secrets-….
import { EncryptedText } from "../../../stacks/config/encrypted";
import { show } from "../../../stacks/config/show";

const store = ["slipway:addOns", "externalSecrets", "stores", "a"];

test.each<[string, unknown, (string | number)[], string]>([
  ["a text by a name like any other", "shop", [...store, "region"], '"shop"'],
  ["a text by the name of a secret", "hunter2", [...store, "credentials"], "a text of 7 characters"],
  ["a single character", "x", [...store, "credentials"], "a text of 1 character"],
  ["a number by the name of a secret", 1234, [...store, "credentials"], "a number"],
  ["a truth value by the name of a secret", true, [...store, "credentials"], "true"],
  ["nothing", null, [...store, "credentials"], "nothing"],
  [
    "a list by the name of a secret",
    ["hunter2", 7],
    [...store, "credentials"],
    '["a text of 7 characters","a number"]',
  ],
  ["an entry of such a list", "hunter2", [...store, "credentials", 0], "a text of 7 characters"],
  [
    "a secret deep in a value",
    [{ url: "git@example.com:a", password: { plain: "hunter2" } }],
    ["slipway:addOns", "argoCd", "repositories"],
    '[{"url":"git@example.com:a","password":{"plain":"a text of 7 characters"}}]',
  ],
  [
    "a reference to a Secret",
    { fromSecret: { name: "sso", key: 1 } },
    ["slipway:addOns", "argoCd", "oidc", "clientSecret"],
    '{"fromSecret":{"name":"sso","key":1}}',
  ],
  [
    "what is put into Secrets",
    [{ data: { user: "jane" } }],
    ["slipway:applications", "shop", "services", "web", "secrets", "mail"],
    '[{"data":{"user":"a text of 4 characters"}}]',
  ],
  ["the password of a URL", "https://jane:hunter2@a.io", [...store, "x"], '"https://(user and password)@a.io"'],
  ["a private key", "-----BEGIN RSA PRIVATE KEY-----\nab", [...store, "x"], '"a text of 34 characters"'],
  ["an encrypted text", { password: new EncryptedText("hunter2") }, store, '{"password":{"secure":"…"}}'],
])("%s is shown as it may be", (_, value, path, shown) => {
  expect(show(value, path)).toBe(shown);
});
