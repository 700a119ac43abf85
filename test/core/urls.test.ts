// What is shown of addresses, by examples: other forms of passwords than these may be shown.
import { withoutCredentials } from "../../components/core";

test.each([
  ["oci://user:secret@registry.example.com/charts", "oci://(user and password)@registry.example.com/charts"],
  ["https://token@charts.example.com", "https://(user and password)@charts.example.com"],
  ["https://user:se@cret@charts.example.com/a", "https://(user and password)@charts.example.com/a"],
  ["https://user:se/cr?e#t@charts.example.com/a", "https://(user and password)@charts.example.com/a"],
  ["user:secret@registry.example.com/mirror", "(user and password)@registry.example.com/mirror"],
  ["user:se/cret@registry.example.com/mirror", "(user and password)@registry.example.com/mirror"],
  [
    "https://a:b@c.example.com, http://d:e@f:80",
    "https://(user and password)@c.example.com, http://(user and password)@f:80",
  ],
])("%s is shown as %s", (text, shown) => {
  expect(withoutCredentials(text)).toBe(shown);
});

test.each([
  "https://charts.example.com:8443/a@b?x=c@d",
  "https://charts.example.com/a:b@c",
  "registry.example.com:5000/a/b:1.0@sha256:0a",
  "busybox:1.38@sha256:0a",
  "git@git.example.com:team/shop.git",
  "someone@example.com",
  "no address: a word @ another",
  "",
])("%s stays as it is", (text) => {
  expect(withoutCredentials(text)).toBe(text);
});
