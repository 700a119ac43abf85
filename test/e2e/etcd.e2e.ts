import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { request } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { backupJob } from "../../components/discovery/etcd/etcd-backup";
import { restoreFlags } from "../../components/discovery/etcd/etcd-flags";
import { EtcdOnLoopback } from "./etcd-cluster";
import { describeWith } from "./test-bed";
import { findEtcd } from "./toolchain";

// Three real members of the etcd that meets claims, on loopback, with the arguments and certificates that its pods are given (`etcd-cluster.ts`
// says what is put in place of what). Not shown: that the image has these programs, DNS, that cert-manager issues what it is asked for, volumes,
// network policies, and that the snapshot gets into a bucket.

describeWith("an etcd of three members", findEtcd(), (programs) => {
  let folder: string;
  let etcd: EtcdOnLoopback;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "slipway-etcd-"));
    etcd = new EtcdOnLoopback(programs, folder, await freePorts(9));
    await etcd.makeCertificates();
    etcd.indexes.forEach((index) => {
      etcd.start(index);
    });
    await etcd.waitUntilReady();
  });

  afterAll(async () => {
    await etcd.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const put = async (index: number, key: string, value: string): Promise<boolean> =>
    (await etcd.etcdctl(index, ["put", key, value])).status === 0;

  const get = async (index: number, key: string, ...options: string[]): Promise<string> => {
    const { stdout } = await etcd.etcdctl(index, ["get", key, "--print-value-only", ...options]);
    return stdout.trim();
  };

  /** Revision of the store of one member. */
  const revision = async (index: number): Promise<number> => {
    const { stdout } = await etcd.etcdctl(index, ["endpoint", "status", "--write-out=json"]);
    const [member] = JSON.parse(stdout) as { Status: { header: { revision: number } } }[];
    return member?.Status.header.revision ?? 0;
  };

  it("keeps data where only it may read it", async () => {
    expect(await put(0, "orders", "10.0.0.7:8080")).toBe(true);
    expect(await get(1, "orders")).toBe("10.0.0.7:8080");
    expect(statSync(path.join(folder, "volume-0-0", "data")).mode & 0o777).toBe(0o700);
  });

  it("answers nobody without the certificate of clients, and takes nobody for a member who has that", async () => {
    expect((await etcd.etcdctl(0, ["get", "orders"], "peer")).status).not.toBe(0);
    expect(await answers(etcd.url(0, "client"), undefined)).toBe(false);
    expect(await answers(etcd.url(0, "client"), etcd.certificate("client"))).toBe(true);
    expect(await answers(etcd.url(0, "peer"), etcd.certificate("client"))).toBe(false);
    expect(await answers(etcd.url(0, "peer"), etcd.certificate("peer"))).toBe(true);
  });

  it("goes on when a member is lost, which catches up when it is back", async () => {
    await etcd.kill(1);
    await etcd.waitFor("the others take a write", () => put(0, "orders", "10.0.0.8:8080"));
    expect(await put(2, "payments", "10.0.0.9:8080")).toBe(true);
    expect(await get(2, "orders")).toBe("10.0.0.8:8080");
    expect(await etcd.probe(1, "/readyz")).toBeUndefined();

    etcd.start(1);
    await etcd.waitUntilReady();
    // From its own data, without asking the others.
    await etcd.waitFor("it has what was written meanwhile", async () => {
      return (await get(1, "payments", "--consistency=s")) === "10.0.0.9:8080";
    });
    expect(await revision(1)).toBe(await revision(0));
  });

  it("refuses writes while two are lost: the last one is not ready, and is not killed for it", async () => {
    await Promise.all([etcd.kill(0), etcd.kill(1)]);
    // It believes in the others until it hears nothing of them for the time of an election; then it waits longer than a probe does.
    await etcd.waitFor("it is not ready", async () => (await etcd.probe(2, "/readyz")) !== 200);
    expect(await put(2, "payments", "lost")).toBe(false);
    expect(await etcd.probe(2, "/livez")).toBe(200);
    // What it has it still tells to who can do with it.
    expect(await get(2, "payments", "--consistency=s")).toBe("10.0.0.9:8080");

    etcd.start(0);
    etcd.start(1);
    await etcd.waitUntilReady();
    expect(await get(0, "payments")).toBe("10.0.0.9:8080");
    expect(await put(0, "payments", "10.0.0.10:8080")).toBe(true);
  });

  it("lets a member that lost its volume in again when it was taken out and added, and not before", async () => {
    await etcd.kill(2);
    etcd.loseVolume(2);
    etcd.start(2);
    await etcd.waitFor("it gives up", () => Promise.resolve(etcd.hasEnded(2)));
    expect(readFileSync(etcd.log(2), "utf8")).toContain("has already been bootstrapped");

    // By the certificate that each pod has, as whoever mends it has no other at hand.
    const { stdout } = await etcd.etcdctl(0, ["member", "list"], "server");
    const line = stdout.split("\n").find((one) => one.includes("registry-2"));
    const id = line?.split(",")[0] ?? "";
    expect((await etcd.etcdctl(0, ["member", "remove", id])).status).toBe(0);
    const peerUrl = `--peer-urls=${etcd.url(2, "peer")}`;
    // Those that are left must have been together for a few seconds.
    await etcd.waitFor("it is added", async () => {
      return (await etcd.etcdctl(0, ["member", "add", "registry-2", peerUrl])).status === 0;
    });
    etcd.loseVolume(2);
    etcd.initialClusterState = "existing";
    etcd.start(2);
    await etcd.waitUntilReady();
    expect(await get(2, "payments")).toBe("10.0.0.10:8080");
    // The others have data, and start with the same arguments as before.
    await etcd.kill(0);
    etcd.start(0);
    await etcd.waitUntilReady();
  });

  it("comes back from the snapshot that its job takes", async () => {
    const { initContainers } = backupJob(
      { bucket: "shop-backups" },
      { objectName: "registry", namespaceName: "shop", region: "eu-central-1" },
    );
    const snapshot = await etcd.runTool("etcdctl", initContainers?.snapshot?.args ?? []);
    expect(snapshot).toMatchObject({ status: 0 });
    expect(await put(0, "payments", "after the snapshot")).toBe(true);
    await etcd.stop();

    etcd.initialClusterState = "new";
    for (const index of etcd.indexes) {
      etcd.loseVolume(index);
      const { member, cluster } = etcd.plan;
      const restored = await etcd.runTool("etcdutl", restoreFlags("/snapshots/etcd.db", member, cluster), index);
      expect(restored).toMatchObject({ status: 0 });
      etcd.start(index);
    }
    await etcd.waitUntilReady();
    expect(await get(1, "orders")).toBe("10.0.0.8:8080");
    expect(await get(2, "payments")).toBe("10.0.0.10:8080");
    expect(await put(1, "payments", "10.0.0.11:8080")).toBe(true);
  });
});

/** Whether HTTP is answered by TLS, with the certificate in a folder or with none. */
function answers(url: string, certificate: string | undefined): Promise<boolean> {
  const file = (name: string): Buffer | undefined =>
    certificate === undefined ? undefined : readFileSync(path.join(certificate, name));
  return Promise.race([
    sleep(5000, false, { ref: false }),
    new Promise<boolean>((resolve) => {
      const asked = request(
        // Who is called is shown elsewhere; here it is who calls.
        `${url}/version`,
        { cert: file("tls.crt"), key: file("tls.key"), rejectUnauthorized: false, agent: false },
        (answer) => {
          answer.resume();
          resolve(true);
        },
      );
      asked.on("error", () => {
        resolve(false);
      });
      asked.end();
    }),
  ]);
}

/** The first of `count` ports in a row that are free on loopback. */
async function freePorts(count: number): Promise<number> {
  for (let first = 24_000 + (process.pid % 500) * 10; first < 32_000; first += 10) {
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first + index)));
    if (free.every(Boolean)) return first;
  }
  throw new Error("no free ports in a row were found on 127.0.0.1");
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => {
      resolve(false);
    });
    server.listen(port, "127.0.0.1", () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
