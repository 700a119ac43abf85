import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import { alertmanagerConfig } from "../../components/addons/kube-prometheus-stack/alertmanager/alertmanager-config";
import type { AlertingSpec } from "../../components/addons/kube-prometheus-stack/alerting-spec";
import { alertingExamples } from "../observability/alerting-examples";
import { describeWith } from "./test-bed";
import { findAlertmanager } from "./toolchain";

// What Alertmanager makes of the configuration. Two releases: the amtool of that in the cluster (0.34) checks it as it is; the Alertmanager of the
// distribution (0.25) runs with it, before a loopback server in place of Slack, PagerDuty and the heartbeat; e-mail and SNS are only checked. It knows every field but `url_file` of webhooks, for
// which it is given an address. Nothing is sent to the internet; the operator, which puts the configuration into the pods, does not run.

/** The configuration as plain data, to be changed. */
interface Config {
  route: { group_wait: string; group_interval: string; routes: Record<string, unknown>[] };
  receivers: ({ name: string } & Record<string, Record<string, unknown>[]>)[];
}

function configOf(spec: AlertingSpec): Config {
  return JSON.parse(JSON.stringify(alertmanagerConfig(spec, "dev"))) as Config;
}

/** For 0.25, which has no `url_file` for webhooks (0.26 has it). */
function withAddresses(config: Config, url: (receiver: string) => string): Config {
  for (const receiver of config.receivers) {
    for (const webhook of receiver.webhook_configs ?? []) {
      delete webhook.url_file;
      webhook.url = url(receiver.name);
    }
  }
  return config;
}

describeWith("Alertmanager", findAlertmanager(), ({ alertmanager, amtool, pinnedAmtool }) => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "slipway-alerting-"));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const write = (name: string, config: unknown): string => {
    const file = path.join(folder, `${name}.yaml`);
    writeFileSync(file, stringify(config));
    return file;
  };

  describe.each(Object.entries<AlertingSpec>(alertingExamples))("takes the example %s", (name, spec) => {
    it("as it is, in the release of the cluster", () => {
      const out = execFileSync(pinnedAmtool, ["check-config", write(name, configOf(spec))], { encoding: "utf8" });
      expect(out).toContain("SUCCESS");
      expect(out).toContain(`${configOf(spec).receivers.length} receivers`);
    });

    it("in that of the distribution, but for the file of a webhook's address", () => {
      const config = withAddresses(configOf(spec), () => "http://127.0.0.1/");
      expect(execFileSync(amtool, ["check-config", write(`${name}-old`, config)], { encoding: "utf8" })).toContain(
        "SUCCESS",
      );
    });
  });

  it("refuses a field that it does not know, so that the checks above mean something", () => {
    const config = configOf(alertingExamples.slackAlone);
    for (const slack of config.receivers[0]?.slack_configs ?? []) slack.api_url_fil = slack.api_url_file;
    const { status, stdout } = spawnSync(pinnedAmtool, ["check-config", write("wrong", config)], { encoding: "utf8" });
    expect(status).not.toBe(0);
    expect(stdout).toContain("field api_url_fil not found");
  });

  const receiversOf = (spec: AlertingSpec, ...labels: readonly string[]): string => {
    const file = write("routes", configOf(spec));
    return execFileSync(pinnedAmtool, ["config", "routes", "test", `--config.file=${file}`, ...labels], {
      encoding: "utf8",
    }).trim();
  };

  it.each([
    ["a page", ["alertname=ErrorBudgetBurn", "severity=critical", "namespace=shop", "service=cart"], "pages"],
    ["a ticket", ["alertname=ErrorBudgetBurn", "severity=warning", "namespace=shop", "service=cart"], "tickets"],
    ["what only informs", ["alertname=CPUThrottlingHigh", "severity=info", "namespace=shop"], "tickets"],
    ["what always fires", ["alertname=Watchdog", "severity=none"], "slipway/heartbeat"],
    ["what only hides others", ["alertname=InfoInhibitor", "severity=none", "namespace=shop"], "slipway/nobody"],
  ])("sends %s to the right ones", (_, labels, receivers) => {
    expect(receiversOf(alertingExamples.pagesAndTickets, ...labels)).toBe(receivers);
  });

  it("sends what always fires to nobody where there is no heartbeat, and to several where a route goes on", () => {
    expect(receiversOf(alertingExamples.slackAlone, "alertname=Watchdog", "severity=critical")).toBe("slipway/nobody");
    const { everything } = alertingExamples;
    expect(receiversOf(everything, "severity=critical", "namespace=shop")).toBe("archive,pages");
    expect(receiversOf(everything, "severity=warning", "namespace=shop", "team=payments")).toBe("archive,payments");
    expect(receiversOf(everything, "severity=warning", "namespace=back-7")).toBe("archive,tickets");
    expect(receiversOf(everything, "severity=warning", "namespace=shops")).toBe("tickets");
  });

  describe("that runs", () => {
    let server: Server;
    let running: ChildProcess;
    let said = "";
    const calls: { readonly to: string; readonly body: Record<string, unknown> }[] = [];
    const port = 29_093;

    beforeAll(async () => {
      server = createServer((request, response) => {
        const parts: Buffer[] = [];
        request.on("data", (part: Buffer) => parts.push(part));
        request.on("end", () => {
          const body = JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>;
          calls.push({ to: request.url ?? "", body });
          response.writeHead(request.url === "/pages" ? 202 : 200).end("ok");
        });
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const address = server.address();
      const url = `http://127.0.0.1:${typeof address === "object" ? (address?.port ?? 0) : 0}`;
      running = startAlertmanager(url);
      await ready();
    });

    afterAll(async () => {
      if (running.exitCode === null) {
        running.kill("SIGTERM");
        await new Promise((resolve) => running.once("exit", resolve));
      }
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });

    function startAlertmanager(url: string): ChildProcess {
      const secrets = path.join(folder, "secrets");
      mkdirSync(secrets);
      writeFileSync(path.join(secrets, "slack"), `${url}/tickets`);
      writeFileSync(path.join(secrets, "pagerduty"), "key-of-pagerduty");
      const config = withAddresses(configOf(alertingExamples.pagesAndTickets), () => `${url}/heartbeat`);
      // Quicker than in a cluster, and with files and addresses of this machine.
      config.route.group_wait = "1s";
      config.route.group_interval = "1s";
      for (const route of config.route.routes)
        if (route.group_interval !== undefined) Object.assign(route, { group_interval: "1s", repeat_interval: "1s" });
      for (const { slack_configs: slack = [], pagerduty_configs: pagerDuty = [] } of config.receivers) {
        for (const one of slack) one.api_url_file = path.join(secrets, "slack");
        for (const one of pagerDuty)
          Object.assign(one, { routing_key_file: path.join(secrets, "pagerduty"), url: `${url}/pages` });
      }
      const child = spawn(
        alertmanager,
        [
          `--config.file=${write("running", config)}`,
          `--storage.path=${path.join(folder, "data")}`,
          `--web.listen-address=127.0.0.1:${port}`,
          "--cluster.listen-address=",
        ],
        { stdio: ["ignore", "ignore", "pipe"], cwd: path.dirname(alertmanager) },
      );
      child.stderr.on("data", (part: Buffer) => (said += part.toString()));
      return child;
    }

    async function ready(): Promise<void> {
      for (let tries = 0; tries < 100; tries += 1) {
        const answer = await fetch(`http://127.0.0.1:${port}/-/ready`).catch(() => undefined);
        if (answer?.status === 200) return;
        await sleep(100);
      }
      throw new Error(`Alertmanager is not ready after 10 s: ${said}`);
    }

    async function fire(...alerts: readonly Readonly<Record<string, string>>[]): Promise<void> {
      const body = JSON.stringify(
        alerts.map(({ summary, runbook_url: runbook, ...labels }) => ({
          labels,
          annotations: {
            ...(summary === undefined ? {} : { summary }),
            ...(runbook === undefined ? {} : { runbook_url: runbook }),
          },
        })),
      );
      const headers = { "content-type": "application/json" };
      const answer = await fetch(`http://127.0.0.1:${port}/api/v2/alerts`, { method: "POST", headers, body });
      expect(answer.status).toBe(200);
    }

    const told = (to: string): Record<string, unknown>[] =>
      calls.filter((call) => call.to === to).map(({ body }) => body);

    it("tells who is to be told, and hides what follows from something worse", async () => {
      const down = {
        alertname: "ServiceDown",
        severity: "critical",
        namespace: "shop",
        service: "cart",
        summary: "No pod of cart is ready",
      };
      await fire(
        { ...down, runbook_url: "https://runbooks.example.com/services.md#servicedown" },
        // The same service: hidden.
        { alertname: "ServiceSlow", severity: "warning", namespace: "shop", service: "cart", summary: "cart is slow" },
        // Another service, another namespace: not hidden.
        {
          alertname: "ServiceSlow",
          severity: "warning",
          namespace: "shop",
          service: "catalogue",
          summary: "catalogue is slow",
        },
        {
          alertname: "ServiceSlow",
          severity: "warning",
          namespace: "back",
          service: "cart",
          summary: "the other cart is slow",
        },
        // Of the chart's own rules, the label service is that of an exporter: not hidden by the one below.
        {
          alertname: "KubePodNotReady",
          severity: "warning",
          namespace: "shop",
          service: "kube-prometheus-stack-kube-state-metrics",
          summary: "a pod is not ready",
        },
        {
          alertname: "KubeQuotaExceeded",
          severity: "critical",
          namespace: "shop",
          service: "kube-prometheus-stack-kube-state-metrics",
          summary: "quota",
        },
        // Neither has a namespace nor a service: not hidden by the one below.
        { alertname: "KubeVersionMismatch", severity: "warning", summary: "versions differ" },
        { alertname: "KubeAPIDown", severity: "critical", summary: "the API is down" },
        // Of one name: the worse alone.
        {
          alertname: "KubePersistentVolumeFillingUp",
          severity: "critical",
          namespace: "shop",
          persistentvolumeclaim: "a",
          summary: "a is full",
        },
        {
          alertname: "KubePersistentVolumeFillingUp",
          severity: "warning",
          namespace: "shop",
          persistentvolumeclaim: "a",
          summary: "a will be full",
        },
        {
          alertname: "KubePersistentVolumeFillingUp",
          severity: "warning",
          namespace: "shop",
          persistentvolumeclaim: "b",
          summary: "b will be full",
        },
        // Only informs, and the chart's rule says that nothing of its namespace is worse.
        { alertname: "CPUThrottlingHigh", severity: "info", namespace: "back-office", summary: "throttled" },
        { alertname: "InfoInhibitor", severity: "none", namespace: "back-office" },
        { alertname: "Watchdog", severity: "none" },
      );
      await sleep(4000);
      const tickets = told("/tickets").map((body) => JSON.stringify(body));
      const says = (text: string) => tickets.filter((one) => one.includes(text)).length;
      expect({
        slowCart: says("warning: cart is slow"),
        slowCatalogue: says("catalogue is slow"),
        otherCart: says("the other cart is slow"),
        notReady: says("a pod is not ready"),
        versions: says("versions differ"),
        volumeA: says("a will be full"),
        volumeB: says("b will be full"),
        throttled: says("throttled"),
        watchdog: says("Watchdog"),
        all: tickets.length,
      }).toEqual({
        slowCart: 0,
        slowCatalogue: 1,
        otherCart: 1,
        notReady: 1,
        versions: 1,
        volumeA: 0,
        volumeB: 1,
        throttled: 0,
        watchdog: 0,
        all: 5,
      });

      const pages = told("/pages");
      expect(pages).toHaveLength(4);
      expect(pages.find((page) => JSON.stringify(page).includes("ServiceDown"))).toMatchObject({
        routing_key: "key-of-pagerduty",
        event_action: "trigger",
        payload: {
          severity: "critical",
          summary: "[dev] FIRING (1) ServiceDown shop/cart",
          component: "cart",
          group: "shop",
          class: "ServiceDown",
          custom_details: {
            alerts: "critical: No pod of cart is ready\nhttps://runbooks.example.com/services.md#servicedown\n",
          },
        },
      });
      expect(told("/heartbeat").length).toBeGreaterThan(1);
    });

    it("writes Slack what it is, how bad, and where it is written what to do", async () => {
      calls.length = 0;
      await fire({
        alertname: "ErrorBudgetBurn",
        severity: "warning",
        namespace: "shop",
        service: "checkout",
        summary: "checkout fails too often",
        runbook_url: "https://runbooks.example.com/objectives.md#errorbudgetburn",
      });
      await sleep(3000);
      expect(told("/tickets")).toMatchObject([
        {
          channel: "#tickets",
          attachments: [
            {
              title: "[dev] FIRING (1) ErrorBudgetBurn shop/checkout",
              title_link: "https://runbooks.example.com/objectives.md#errorbudgetburn",
              text: "warning: checkout fails too often\n<https://runbooks.example.com/objectives.md#errorbudgetburn|Runbook>\n",
              color: "warning",
            },
          ],
        },
      ]);
    });
  });
});
