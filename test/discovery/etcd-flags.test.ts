// What the pods of an etcd are told. That etcd takes it, and what it does then, is shown by test/e2e/etcd.e2e.ts.
import { quotaFor, restoreFlags, snapshotFlags } from "../../components/discovery/etcd/etcd-flags";
import { planEtcd } from "../../components/discovery/etcd/etcd-plan";
import { etcdFlags } from "../../components/discovery/etcd/etcd-flags";

const members = [
  "registry-0=https://registry-0.registry-headless:2380",
  "registry-1=https://registry-1.registry-headless:2380",
  "registry-2=https://registry-2.registry-headless:2380",
].join(",");

test("a member of three is told who it is by its pod, and of the others by their names", () => {
  const { member, cluster } = planEtcd("registry", {});
  expect(etcdFlags(member, cluster)).toEqual([
    "--name=$(POD_NAME)",
    "--data-dir=/var/lib/etcd/data",
    "--listen-client-urls=https://0.0.0.0:2379",
    "--advertise-client-urls=https://$(POD_NAME).registry-headless:2379",
    "--listen-peer-urls=https://0.0.0.0:2380",
    "--initial-advertise-peer-urls=https://$(POD_NAME).registry-headless:2380",
    `--initial-cluster=${members}`,
    "--initial-cluster-token=$(POD_NAMESPACE).registry",
    "--initial-cluster-state=new",
    "--cert-file=/etc/etcd/server/tls.crt",
    "--key-file=/etc/etcd/server/tls.key",
    "--trusted-ca-file=/etc/etcd/server/ca.crt",
    "--client-cert-auth=true",
    "--peer-cert-file=/etc/etcd/peer/tls.crt",
    "--peer-key-file=/etc/etcd/peer/tls.key",
    "--peer-trusted-ca-file=/etc/etcd/peer/ca.crt",
    "--peer-client-cert-auth=true",
    "--listen-metrics-urls=http://0.0.0.0:2381",
    "--quota-backend-bytes=805306368",
    "--auto-compaction-mode=periodic",
    "--auto-compaction-retention=1h",
    "--feature-gates=InitialCorruptCheck=true",
  ]);
});

test("with IPv6 it listens on all addresses of both families, and may join a cluster that is there", () => {
  const { member, cluster } = planEtcd("registry", { members: 1, initialClusterState: "existing" }, "4Gi", "ipv6");
  expect(etcdFlags(member, cluster)).toEqual(
    expect.arrayContaining([
      "--listen-client-urls=https://[::]:2379",
      "--listen-peer-urls=https://[::]:2380",
      "--listen-metrics-urls=http://[::]:2381",
      "--initial-cluster=registry-0=https://registry-0.registry-headless:2380",
      "--initial-cluster-state=existing",
    ]),
  );
});

test.each([
  ["1Gi", 256],
  ["2Gi", 768],
  ["1500Mi", 494],
  ["10Gi", 4864],
  ["100Gi", 8192],
])("a volume of %s has room for a store of %d MiB, its log, and a copy", (size, mebibytes) => {
  expect(quotaFor(size)).toBe(mebibytes * 2 ** 20);
});

test("a snapshot is taken with the certificate of clients, and a member made from it is one of the same cluster", () => {
  const client = { endpoint: "https://registry:2379", certificates: "/tls" };
  expect(snapshotFlags(client, "/snapshots/etcd.db")).toEqual([
    "--endpoints=https://registry:2379",
    "--cacert=/tls/ca.crt",
    "--cert=/tls/tls.crt",
    "--key=/tls/tls.key",
    "--dial-timeout=10s",
    "snapshot",
    "save",
    "/snapshots/etcd.db",
  ]);
  const { member, cluster } = planEtcd("registry", {});
  expect(restoreFlags("/snapshots/etcd.db", member, cluster)).toEqual([
    "snapshot",
    "restore",
    "/snapshots/etcd.db",
    "--name=$(POD_NAME)",
    "--data-dir=/var/lib/etcd/data",
    `--initial-cluster=${members}`,
    "--initial-cluster-token=$(POD_NAMESPACE).registry",
    "--initial-advertise-peer-urls=https://$(POD_NAME).registry-headless:2380",
  ]);
});
