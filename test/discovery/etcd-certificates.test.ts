// What cert-manager is asked for, against the definitions of its makers. No certificate is issued here; that etcd works with such ones is shown by
// test/e2e/etcd.e2e.ts, where openssl makes them.
import { execFileSync } from "node:child_process";
import path from "node:path";
import { etcdCertificates } from "../../components/discovery/etcd/etcd-certificates";

const objects = etcdCertificates({
  objectName: "registry",
  headlessName: "registry-headless",
  namespace: "shop",
  members: 3,
});

const specOf = (suffix: string, kind = "Certificate") =>
  objects.find((object) => object.suffix === suffix && object.kind === kind)?.spec as unknown as Record<
    string,
    unknown
  >;

const member = (index: number) =>
  ["", ".shop", ".shop.svc", ".shop.svc.cluster.local"].map((rest) => `registry-${index}.registry-headless${rest}`);

test("there are two authorities of one root, and what they issue comes after them", () => {
  expect(objects.map(({ kind, suffix }) => `${kind} ${suffix}`)).toEqual([
    "Issuer root",
    "Certificate client-ca",
    "Issuer client-ca",
    "Certificate peer-ca",
    "Issuer peer-ca",
    "Certificate server",
    "Certificate peer",
    "Certificate client",
  ]);
  expect(specOf("client-ca", "Issuer")).toEqual({ ca: { secretName: "registry-client-ca" } });
  expect(specOf("peer-ca")).toEqual({
    isCA: true,
    commonName: "registry-peer-ca",
    secretName: "registry-peer-ca",
    usages: ["digital signature", "cert sign", "crl sign"],
    duration: "87600h",
    renewBefore: "8760h",
    privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Never" },
    issuerRef: { group: "cert-manager.io", kind: "Issuer", name: "registry-root" },
  });
});

test("that of members for clients has their names and that of their Service", () => {
  expect(specOf("server")).toEqual({
    commonName: "registry",
    secretName: "registry-server",
    dnsNames: [
      ...["registry", "registry.shop", "registry.shop.svc", "registry.shop.svc.cluster.local"],
      ...[0, 1, 2].flatMap(member),
      "localhost",
    ],
    ipAddresses: ["127.0.0.1", "::1"],
    usages: ["digital signature", "server auth", "client auth"],
    duration: "2160h",
    renewBefore: "720h",
    privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
    issuerRef: { group: "cert-manager.io", kind: "Issuer", name: "registry-client-ca" },
  });
});

test("that of members among themselves is of the other authority, and has no name but theirs", () => {
  expect(specOf("peer")).toMatchObject({
    dnsNames: [0, 1, 2].flatMap(member),
    issuerRef: { name: "registry-peer-ca" },
  });
  expect(specOf("peer")).not.toHaveProperty("ipAddresses");
});

test("that of clients is no server's, has no name that DNS would be asked for, and lives longer than a pod", () => {
  expect(specOf("client")).toEqual({
    commonName: "registry-client",
    secretName: "registry-client",
    usages: ["digital signature", "client auth"],
    duration: "8760h",
    renewBefore: "2920h",
    privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
    issuerRef: { group: "cert-manager.io", kind: "Issuer", name: "registry-client-ca" },
  });
});

test("the definitions of cert-manager accept all of them", () => {
  const written = objects.map(({ apiVersion, kind, suffix, spec }) => ({
    apiVersion,
    kind,
    metadata: { name: `registry-${suffix}`, namespace: "shop" },
    spec,
  }));
  const wrong = { ...written[1], spec: { ...specOf("client-ca"), usages: ["sign everything"] } };
  const program = path.join(__dirname, "../addons/validate-custom-resources.mjs");
  const output = execFileSync(process.execPath, [program], { input: JSON.stringify([...written, wrong]) });
  expect(JSON.parse(output.toString())).toEqual({
    checked: 9,
    problems: [expect.stringContaining("Certificate registry-client-ca: data/spec/usages/0 must be equal to one of")],
  });
});
