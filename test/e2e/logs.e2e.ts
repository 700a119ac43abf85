import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { elasticStack } from "../../components/observability/logs/elastic-stack";
import { pipelineText } from "../../components/observability/logs/logstash/pipeline-text";
import { findGrok } from "./grok-library";
import { describeWith } from "./test-bed";

// Two things of logs on real programs: the script of the Job that gives documents to Elasticsearch and Kibana, by bash and curl, before a loopback server in their
// place, which answers what it is told and so does not show that they take the documents; and patterns of pipelines with sample lines, by the library of Elasticsearch
// 8.19, whose patterns are those of Logstash's mode for the Elastic Common Schema. Elasticsearch, Kibana, Logstash and the shippers themselves do not run.

interface Call {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

describe("the script of the Job", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "slipway-logs-"));
  const calls: Call[] = [];
  let server: Server;
  /** What the server says instead of yes, by method and path; each once. */
  const refusals = new Map<string, { status: number; body: string }[]>();

  beforeAll(async () => {
    for (const one of ["documents", "certificates", "scratch"]) mkdirSync(path.join(folder, one));
    const [key, certificate] = [path.join(folder, "key.pem"), path.join(folder, "certificates", "elasticsearch.crt")];
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
        "-keyout",
        key,
        "-out",
        certificate,
        ...subject,
      ],
      { stdio: "ignore" },
    );
    writeFileSync(path.join(folder, "certificates", "kibana.crt"), readFileSync(certificate));
    server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        const { method = "", url = "", headers } = request;
        calls.push({ method, url, authorization: headers.authorization, body: Buffer.concat(parts).toString() });
        const refusal = refusals.get(`${method} ${url}`)?.shift();
        response.writeHead(refusal?.status ?? 200).end(refusal?.body ?? '{"success":true}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const objects = elasticStack({ store: "elastic", elasticsearch: { snapshots: { bucket: "b" } } }, around);
    const data = objects.find(({ kind }) => kind === "ConfigMap")?.fields.data as Record<string, string>;
    for (const [name, text] of Object.entries(data)) {
      // First: the folder itself is below it.
      const here = text
        .replaceAll("/tmp/", `${folder}/scratch/`)
        .replaceAll("/documents/", `${folder}/documents/`)
        .replaceAll("< /documents", `< ${folder}/documents`)
        .replaceAll("/certificates/", `${folder}/certificates/`)
        .replace("sleep 5", "sleep 0.1");
      writeFileSync(path.join(folder, "documents", name), name === "apply.sh" ? here : text);
    }
  });

  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  beforeEach(() => {
    calls.length = 0;
    refusals.clear();
  });

  const apply = () =>
    new Promise<number | null>((resolve) => {
      const url = `https://localhost:${(server.address() as AddressInfo).port}`;
      const env = { PATH: process.env.PATH ?? "", ELASTICSEARCH_URL: url, KIBANA_URL: url, ELASTIC_PASSWORD: "s3cret" };
      spawn("bash", [path.join(folder, "documents", "apply.sh")], { env, stdio: "ignore", timeout: 30_000 }).on(
        "close",
        resolve,
      );
    });

  test("waits for the store, puts every document in its order, then Kibana's objects, as the user elastic", async () => {
    refusals.set("GET /_cluster/health?wait_for_status=yellow&timeout=60s", [{ status: 503, body: "" }]);
    expect(await apply()).toBe(0);
    expect(calls.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "GET /_cluster/health?wait_for_status=yellow&timeout=60s",
      "GET /_cluster/health?wait_for_status=yellow&timeout=60s",
      "PUT /_ilm/policy/slipway-logs",
      "PUT /_ingest/pipeline/slipway-logs",
      "PUT /_index_template/slipway-logs-failed",
      "PUT /_index_template/slipway-logs",
      "PUT /_snapshot/slipway-logs",
      "PUT /_slm/policy/slipway-logs",
      "GET /_data_stream/logs-*?filter_path=data_streams.name",
      "GET /api/status",
      "POST /api/saved_objects/_import?overwrite=true",
      "POST /api/data_views/default",
    ]);
    const user = `Basic ${Buffer.from("elastic:s3cret").toString("base64")}`;
    expect(new Set(calls.map(({ authorization }) => authorization))).toEqual(new Set([user]));
    for (const { body } of calls.filter(({ method }) => method === "PUT"))
      expect(() => JSON.parse(body) as unknown).not.toThrow();
    expect(calls.at(-2)?.body).toContain('"type":"dashboard"');
  });

  test("tells a data stream that came before its template what this says, and has it begin another index", async () => {
    refusals.set("GET /_data_stream/logs-*?filter_path=data_streams.name", [
      { status: 200, body: '{"data_streams":[{"name":"logs-kubernetes-default"},{"name":"logs-other-default"}]}' },
    ]);
    expect(await apply()).toBe(0);
    const ofStreams = calls.filter(({ url }) => url.startsWith("/logs-"));
    expect(ofStreams.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "PUT /logs-kubernetes-default/_settings",
      "POST /logs-kubernetes-default/_rollover?lazy=true",
    ]);
    expect(JSON.parse(ofStreams[0]?.body ?? "")).toMatchObject({
      index: { lifecycle: { name: "slipway-logs" }, default_pipeline: "slipway-logs" },
    });
  });

  test("fails where a document is refused, so that the Job tries again and says so", async () => {
    refusals.set("PUT /_index_template/slipway-logs", [{ status: 400, body: '{"error":"unknown key"}' }]);
    expect(await apply()).not.toBe(0);
    expect(calls.at(-1)?.url).toBe("/_index_template/slipway-logs");
  });

  test("fails where Kibana imports some objects and not others, which it answers with 200", async () => {
    refusals.set("POST /api/saved_objects/_import?overwrite=true", [
      { status: 200, body: '{"successCount":1,"success":false}' },
    ]);
    expect(await apply()).not.toBe(0);
  });
});

describeWith("patterns of pipelines", findGrok(), ({ match }) => {
  /** The pattern as Logstash is given it. */
  const written = (pattern: string) => {
    const text = pipelineText({ web: { from: { namespaces: ["shop"] }, stages: [{ grok: { patterns: [pattern] } }] } });
    const [, double = "", single = ""] = /=> \[(?:"(.*)"|'(.*)')\] \}/.exec(text) ?? [];
    return double === "" ? single : double;
  };

  test("take fields with dots in their names out of a line", () => {
    const pattern = written(
      '%{IPORHOST:client.address} "%{WORD:http.request.method} %{URIPATH:url.path}" %{NUMBER:http.response.status_code:int}',
    );
    expect(match(pattern, '10.0.0.1 "GET /cart" 200')).toEqual({
      "[client][address]": "10.0.0.1",
      "[http][request][method]": "GET",
      "[url][path]": "/cart",
      "[http][response][status_code]": "200",
    });
    expect(match(pattern, "something else")).toBeUndefined();
  });

  test("know those of their own", () => {
    expect(match(written("order %{ORDER:order.id}"), "order AB-17", { ORDER: "[A-Z]{2}-\\d+" })).toEqual({
      "[order][id]": "AB-17",
    });
  });
});

const around = {
  target: "eks",
  isProduction: true,
  highlyAvailable: true,
  ipFamily: "ipv4",
  clusterName: "shop",
  region: "eu-central-1",
  zones: ["eu-central-1a"],
  nodes: 3,
  isProtected: false,
  applications: [{ name: "shop", namespace: "shop", workloads: ["cart"] }],
  prometheusNamespace: undefined,
} as const;
