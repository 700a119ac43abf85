/** What pods may do, as fields of their objects, and what is refused. That a namespace admits them is shown by `npm run e2e`. */
import { formatPath, type Problem } from "../../components/core";
import {
  checkSecurity,
  containerSecurityContext,
  exceptionAnnotations,
  podSecurityContext,
  podSecurityFields,
  type SecuredFields,
} from "../../components/workloads/pod/security";
import { requiredLevel, type SecurityUses } from "../../components/workloads/pod/security-exceptions";
import {
  containerExceptions,
  podExceptions,
  type PodSecurityLevel,
} from "../../components/workloads/pod/security-spec";

const none: SecurityUses = { hostPathVolumes: [], hostPorts: [] };
const why = "an old program";

function problems(spec: SecuredFields, uses: Partial<SecurityUses> = {}, level?: PodSecurityLevel): Problem[] {
  return checkSecurity("orders", spec, { ...none, ...uses }, level);
}

function told(spec: SecuredFields, uses: Partial<SecurityUses> = {}, level?: PodSecurityLevel): string[] {
  return problems(spec, uses, level).map(({ path, message }) => `${formatPath(path)}: ${message}`);
}

describe("without exceptions", () => {
  it("pods and containers are restricted", () => {
    expect(podSecurityContext()).toEqual({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
    expect(containerSecurityContext()).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      privileged: false,
      readOnlyRootFilesystem: true,
    });
    expect(podSecurityFields()).toEqual({});
    expect(exceptionAnnotations({}, { orders: {}, proxy: undefined }, "orders")).toEqual({});
    expect(requiredLevel()).toBe("restricted");
  });

  it("nothing is objected to", () => {
    expect(problems({})).toEqual([]);
    expect(problems({ security: { runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 } }, {}, "restricted")).toEqual([]);
  });
});

describe("the pod's security context", () => {
  it("has every field that is said", () => {
    expect(
      podSecurityContext({
        runAsUser: 1000,
        runAsGroup: 2000,
        fsGroup: 3000,
        fsGroupChangePolicy: "Always",
        supplementalGroups: [4000],
        seccompProfile: "profiles/audit.json",
      }),
    ).toEqual({
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 2000,
      fsGroup: 3000,
      fsGroupChangePolicy: "Always",
      supplementalGroups: [4000],
      seccompProfile: { type: "Localhost", localhostProfile: "profiles/audit.json" },
    });
  });

  it("changes the owner of volumes that stay only where it must", () => {
    expect(podSecurityContext({ fsGroup: 3000 }, {}, true)).toMatchObject({ fsGroupChangePolicy: "OnRootMismatch" });
    expect(podSecurityContext({ fsGroup: 3000 }, {}, false)).not.toHaveProperty("fsGroupChangePolicy");
    // A new volume belongs to root, and any group would do.
    expect(podSecurityContext({}, {}, true)).toMatchObject({ fsGroup: 1000, fsGroupChangePolicy: "OnRootMismatch" });
    expect(podSecurityContext({}, {}, false)).not.toHaveProperty("fsGroup");
  });

  it("opens ports below 1024 by a sysctl that Kubernetes calls safe", () => {
    expect(podSecurityContext({}, { privilegedPort: why }).sysctls).toEqual([
      { name: "net.ipv4.ip_unprivileged_port_start", value: "0" },
    ]);
  });
});

it("a pod shares with its node what is excepted, and has its own users if asked for", () => {
  expect(podSecurityFields({ hostNetwork: why, hostPID: why, hostIPC: why })).toEqual({
    hostNetwork: true,
    dnsPolicy: "ClusterFirstWithHostNet",
    hostPID: true,
    hostIPC: true,
  });
  expect(podSecurityFields({}, { userNamespace: true })).toEqual({ hostUsers: false });
  expect(podSecurityFields({ hostPath: why, hostPorts: why }, { userNamespace: false })).toEqual({});
});

describe("each exception of a container changes one thing", () => {
  const restricted = containerSecurityContext();

  it.each([
    ["writableRoot", { readOnlyRootFilesystem: false }],
    ["runAsRoot", { runAsNonRoot: false }],
    ["privilegeEscalation", { allowPrivilegeEscalation: true }],
    ["unconfinedSeccomp", { seccompProfile: { type: "Unconfined" } }],
  ])("%s", (name, change) => {
    expect(containerSecurityContext({ [name]: why })).toEqual({ ...restricted, ...change });
  });

  it("capabilities", () => {
    expect(containerSecurityContext({ capabilities: why }, ["NET_ADMIN"])).toEqual({
      ...restricted,
      capabilities: { drop: ["ALL"], add: ["NET_ADMIN"] },
    });
  });

  it("privileged, with which Kubernetes takes no limits", () => {
    expect(containerSecurityContext({ privileged: why })).toEqual({
      allowPrivilegeEscalation: true,
      privileged: true,
      readOnlyRootFilesystem: true,
    });
  });

  it("runAsRoot, also where the pod names another user", () => {
    expect(containerSecurityContext({ runAsRoot: why }, [], { runAsUser: 1000 })).toEqual({
      ...restricted,
      runAsNonRoot: false,
      runAsUser: 0,
    });
    expect(containerSecurityContext({ runAsRoot: why }, [], { runAsUser: 0 })).not.toHaveProperty("runAsUser");
  });
});

it("exceptions are annotations with their reasons: of the pod, of the main container and of others", () => {
  expect(
    exceptionAnnotations(
      { hostPath: "reads the node's logs", hostPID: undefined },
      { orders: { writableRoot: "writes caches" }, proxy: { runAsRoot: "binds early", privileged: undefined } },
      "orders",
    ),
  ).toEqual({
    "exceptions.slipway/hostPath": "reads the node's logs",
    "exceptions.slipway/writableRoot": "writes caches",
    "exceptions.slipway/proxy.runAsRoot": "binds early",
  });
});

describe("the level that a namespace must have", () => {
  it.each<[PodSecurityLevel, Parameters<typeof requiredLevel>]>([
    ["restricted", [{ privilegedPort: why }, [{ exceptions: { writableRoot: why } }]]],
    ["restricted", [{}, [{ exceptions: { capabilities: why }, capabilities: ["NET_BIND_SERVICE"] }]]],
    ["baseline", [{}, [{ exceptions: { capabilities: why }, capabilities: ["NET_BIND_SERVICE", "CHOWN"] }]]],
    ["privileged", [{}, [{ exceptions: { capabilities: why }, capabilities: ["CHOWN", "NET_ADMIN"] }]]],
    ["baseline", [{}, [{}, { exceptions: { runAsRoot: why } }]]],
    ["baseline", [{}, [{ exceptions: { privilegeEscalation: why } }]]],
    ["privileged", [{}, [{ exceptions: { unconfinedSeccomp: why, runAsRoot: why } }]]],
    ["privileged", [{}, [{ exceptions: { privileged: why } }]]],
    ...podExceptions
      .filter((name) => name !== "privilegedPort")
      .map((name): [PodSecurityLevel, Parameters<typeof requiredLevel>] => ["privileged", [{ [name]: why }, []]]),
  ])("%s: %j", (level, args) => {
    expect(requiredLevel(...args)).toBe(level);
  });

  it("is told where the namespace has a stricter one", () => {
    const spec: SecuredFields = {
      ports: { http: 80 },
      podExceptions: { privilegedPort: why },
      exceptions: { writableRoot: why },
      initContainers: { chown: { image: "busybox:1", exceptions: { runAsRoot: why } } },
    };
    expect(problems(spec, {}, "restricted")).toEqual([
      {
        path: ["initContainers", "chown", "exceptions", "runAsRoot"],
        message: "the namespace refuses pods with this exception",
        found: "podSecurity: restricted",
        allowed: "baseline or privileged",
        fix: "set podSecurity of the namespace to baseline, or remove the exception",
      },
    ]);
    expect(problems(spec, {}, "baseline")).toEqual([]);
    expect(told({ podExceptions: { hostPath: why } }, { hostPathVolumes: ["logs"] }, "baseline")).toEqual([
      "podExceptions.hostPath: the namespace refuses pods with this exception",
    ]);
    expect(told({ podExceptions: { hostPath: why } }, { hostPathVolumes: ["logs"] }, "privileged")).toEqual([]);
  });
});

const byCapability = {
  exceptions: { capabilities: why, runAsRoot: why },
  linuxCapabilities: ["NET_BIND_SERVICE"],
} as const;
const proxy = { image: "proxy:1", ...byCapability };
const proxyPort = { port: 81, container: "proxy" };

describe("a capability opens the low ports of its own container alone", () => {
  it.each<[string, SecuredFields, string]>([
    ["a sidecar's is not the main one's", { ports: { http: 80, low: proxyPort }, sidecars: { proxy } }, "http"],
    ["an init container's is nobody else's", { ports: { http: 80 }, initContainers: { proxy } }, "http"],
    [
      "the main one's is not a sidecar's",
      { ports: { http: 80, low: proxyPort }, ...byCapability, sidecars: { proxy: { image: "proxy:1" } } },
      "low",
    ],
  ])("%s", (_, spec, found) => {
    expect(problems(spec)).toEqual([
      {
        path: ["podExceptions", "privilegedPort"],
        message: "without an exception not every node lets a program listen below 1024",
        found,
        fix: "have the program listen on another number and name it as targetPort, or add podExceptions.privilegedPort with the reason",
      },
    ]);
    expect(problems({ ...spec, podExceptions: { hostNetwork: why } })).toEqual([
      expect.objectContaining({ path: ["podExceptions", "hostNetwork"], found }),
    ]);
  });
});

describe("what is used without an exception, and an exception that nothing uses, is refused", () => {
  it("names the exception and another way", () => {
    expect(problems({}, { hostPathVolumes: ["logs", "run"] })).toEqual([
      {
        path: ["podExceptions", "hostPath"],
        message: "a folder of the node is mounted without an exception",
        found: "logs, run",
        fix: "use another kind of volume, or add podExceptions.hostPath with the reason",
      },
    ]);
    expect(problems({ podExceptions: { hostPath: why } })).toEqual([
      {
        path: ["podExceptions", "hostPath"],
        message: "nothing uses this exception: no volume is a folder of the node",
        found: why,
        fix: "remove it",
      },
    ]);
  });

  it.each<[string, SecuredFields, Partial<SecurityUses>]>([
    ["podExceptions.hostPorts: a port is the node's too without an exception", {}, { hostPorts: ["dns"] }],
    [
      "podExceptions.hostPorts: nothing uses this exception: no port is the node's too",
      { podExceptions: { hostPorts: why } },
      {},
    ],
    [
      "podExceptions.privilegedPort: without an exception not every node lets a program listen below 1024",
      { ports: { http: 80 } },
      {},
    ],
    [
      "podExceptions.privilegedPort: nothing uses this exception: no container listens below 1024",
      { podExceptions: { privilegedPort: why } },
      {},
    ],
    [
      "podExceptions.privilegedPort: it cannot be had in the network of the node",
      { ports: { http: 80 }, podExceptions: { privilegedPort: why, hostNetwork: why } },
      {},
    ],
    [
      "podExceptions.hostNetwork: in the network of the node only a capability lets a program listen below 1024",
      { ports: { http: 80 }, podExceptions: { hostNetwork: why } },
      {},
    ],
    ...([{}, { hostNetwork: why }] as const).map((exceptions): [string, SecuredFields, Partial<SecurityUses>] => [
      "hostNetwork" in exceptions
        ? "podExceptions.hostNetwork: in the network of the node only a capability lets a program listen below 1024"
        : "podExceptions.privilegedPort: without an exception not every node lets a program listen below 1024",
      // It is in effect for root alone.
      { ports: { http: 80 }, podExceptions: exceptions, ...byCapability, exceptions: { capabilities: why } },
      {},
    ]),
    [
      "ports.dns.hostPort: in the node's network the container's port is the node's, and cannot be another one there",
      {
        ports: { dns: { port: 53, targetPort: 5353, hostPort: 53 } },
        podExceptions: { hostNetwork: why, hostPorts: why },
      },
      { hostPorts: ["dns"] },
    ],
    ["linuxCapabilities: capabilities are added without an exception", { linuxCapabilities: ["NET_ADMIN"] }, {}],
    [
      "exceptions.capabilities: nothing uses this exception: no capability is named",
      { exceptions: { capabilities: why } },
      {},
    ],
    [
      "exceptions.capabilities: nothing uses this exception: no capability is named",
      { exceptions: { capabilities: why }, linuxCapabilities: [] },
      {},
    ],
    [
      "linuxCapabilities: a privileged container has every capability anyway",
      { exceptions: { privileged: why }, linuxCapabilities: ["NET_ADMIN"] },
      {},
    ],
    ...(["privilegeEscalation", "capabilities", "unconfinedSeccomp"] as const).map(
      (name): [string, SecuredFields, Partial<SecurityUses>] => [
        `exceptions.${name}: nothing uses this exception: a privileged container has it anyway`,
        { exceptions: { privileged: why, [name]: why } },
        {},
      ],
    ),
    [
      "sidecars.proxy.linuxCapabilities: capabilities are added without an exception",
      { sidecars: { proxy: { image: "proxy:1", linuxCapabilities: ["NET_ADMIN"] } } },
      {},
    ],
  ])("%s", (problem, spec, uses) => {
    expect(told(spec, uses)).toEqual([problem]);
  });

  it.each<[string, SecuredFields, Partial<SecurityUses>]>([
    ["a host path", { podExceptions: { hostPath: why } }, { hostPathVolumes: ["logs"] }],
    ["a host port", { podExceptions: { hostPorts: why } }, { hostPorts: ["dns"] }],
    ["a low port", { ports: { http: 80 }, podExceptions: { privilegedPort: why } }, {}],
    ["a low port by capability", { ports: { http: 80 }, ...byCapability }, {}],
    ["a low port of who is privileged", { ports: { http: 80 }, exceptions: { privileged: why } }, {}],
    [
      "a low port by capability and the exception",
      { ports: { http: 80 }, podExceptions: { privilegedPort: why }, ...byCapability },
      {},
    ],
    [
      "a low port by capability in the node's network",
      { ports: { http: 80 }, podExceptions: { hostNetwork: why }, ...byCapability },
      {},
    ],
    ["a sidecar's low port by its capability", { ports: { http: 8080, low: proxyPort }, sidecars: { proxy } }, {}],
    [
      "a host port in the node's network",
      {
        ports: { dns: { port: 53, targetPort: 5353, hostPort: 5353 } },
        podExceptions: { hostNetwork: why, hostPorts: why },
      },
      { hostPorts: ["dns"] },
    ],
  ])("%s with its exception is not", (_, spec, uses) => {
    expect(told(spec, uses)).toEqual([]);
  });

  it.each([...containerExceptions])("a reason is a text that is not empty: %s", (name) => {
    const spec: SecuredFields = {
      exceptions: { [name]: " " },
      linuxCapabilities: name === "capabilities" ? ["CHOWN"] : [],
    };
    expect(problems(spec)).toEqual([
      {
        path: ["exceptions", name],
        message: "an exception needs a reason",
        found: '" "',
        fix: "write in a few words why it is needed: who reviews the pods reads it in their annotations",
      },
    ]);
  });

  it.each(["hostNetwork", "hostPID", "hostIPC"])("and so it is for the pod: %s", (name) => {
    expect(told({ podExceptions: { [name]: "" } })).toEqual([`podExceptions.${name}: an exception needs a reason`]);
  });
});

describe("capabilities", () => {
  it.each([
    ["CAP_NET_ADMIN", "write NET_ADMIN"],
    ["net_admin", "write NET_ADMIN"],
    ["SYS_PTRAC", "write SYS_PTRACE"],
    ["ALL", "name those that the program needs"],
  ])("%s is none", (capability, fix) => {
    expect(problems({ exceptions: { capabilities: why }, linuxCapabilities: ["CHOWN", capability] })).toEqual([
      {
        path: ["linuxCapabilities", 1],
        message: "this is no Linux capability",
        found: capability,
        allowed: "names of capabilities in capitals, without CAP_ and not ALL",
        fix,
      },
    ]);
  });
});

describe("users and groups", () => {
  const chown = { image: "busybox:1" };

  it("root is refused while a container may not be root, and that one is named", () => {
    const security = { runAsUser: 0 };
    expect(problems({ security, exceptions: { runAsRoot: why }, initContainers: { chown } })).toEqual([
      {
        path: ["security", "runAsUser"],
        message: "the user is root, which the container chown may not be",
        found: "0",
        allowed: "a whole number from 1",
        fix: "name another user, or add initContainers.chown.exceptions.runAsRoot with the reason",
      },
    ]);
    expect(told({ security })).toEqual(["security.runAsUser: the user is root, which the container orders may not be"]);
    const initContainers = { chown: { ...chown, exceptions: { runAsRoot: why } } };
    expect(told({ security, exceptions: { runAsRoot: why }, initContainers })).toEqual([]);
  });

  it("numbers are bounded", () => {
    const bound = "the number is none that Kubernetes takes here";
    expect(told({ security: { runAsUser: -1, runAsGroup: 0, fsGroup: 1.5, supplementalGroups: [5, 0] } })).toEqual([
      `security.runAsUser: ${bound}`,
      `security.runAsGroup: ${bound}`,
      `security.fsGroup: ${bound}`,
      `security.supplementalGroups[1]: ${bound}`,
    ]);
    expect(told({ security: { runAsGroup: 0 }, exceptions: { runAsRoot: why } })).toEqual([]);
  });

  it.each<[string, SecuredFields]>([
    [
      "security.userNamespace: Kubernetes gives a pod no users of its own that shares namespaces with the node",
      { security: { userNamespace: true }, podExceptions: { hostPID: why } },
    ],
    [
      "security.seccompProfile: this is no path of a seccomp profile",
      { security: { seccompProfile: "/etc/audit.json" } },
    ],
    [
      "security.seccompProfile: this is no path of a seccomp profile",
      { security: { seccompProfile: "../audit.json" } },
    ],
    [
      "security.fsGroupChangePolicy: there is no group that the volumes would be given to",
      { security: { fsGroupChangePolicy: "Always" } },
    ],
  ])("%s", (problem, spec) => {
    expect(told(spec)).toEqual([problem]);
  });
});

it("a container's name leaves room for its exception in the name of an annotation", () => {
  const withName = (length: number, exceptions: object) =>
    told({ sidecars: { ["a".repeat(length)]: { image: "proxy:1", exceptions } } });
  expect(withName(43, { privilegeEscalation: why })).toEqual([]);
  expect(withName(44, { privilegeEscalation: why })).toEqual([
    `sidecars.${"a".repeat(44)}: the container's name is too long for the annotation that names its exception`,
  ]);
  expect(withName(63, {})).toEqual([]);
  const [name = ""] = Object.keys(
    exceptionAnnotations({}, { ["a".repeat(43)]: { privilegeEscalation: why } }, "orders"),
  );
  expect(name.split("/")[1]).toHaveLength(63);
});
