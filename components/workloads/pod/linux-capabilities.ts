import { didYouMean, type Problem } from "../../core";
import type { ContainerExceptions } from "./security-spec";

/** Linux capabilities, as containers name them: without `CAP_`. Source: capabilities(7), Linux 6.12 (2024). */
const linuxCapabilities = [
  ...["AUDIT_CONTROL", "AUDIT_READ", "AUDIT_WRITE", "BLOCK_SUSPEND", "BPF", "CHECKPOINT_RESTORE", "CHOWN"],
  ...["DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "IPC_LOCK", "IPC_OWNER", "KILL", "LEASE"],
  ...["LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "MKNOD", "NET_ADMIN", "NET_BIND_SERVICE", "NET_BROADCAST"],
  ...["NET_RAW", "PERFMON", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_ADMIN", "SYS_BOOT", "SYS_CHROOT"],
  ...["SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO", "SYS_RESOURCE", "SYS_TIME"],
  ...["SYS_TTY_CONFIG", "SYSLOG", "WAKE_ALARM"],
];

/** What is wrong with the capabilities of a container. Paths are relative to it. */
export function checkCapabilities(
  exceptions: ContainerExceptions,
  capabilities: readonly string[] | undefined,
): Problem[] {
  const reason = exceptions.capabilities;
  const named = capabilities?.join(", ") ?? "";
  if (exceptions.privileged !== undefined) {
    if (named === "") return [];
    const message = "a privileged container has every capability anyway";
    return [
      {
        path: ["linuxCapabilities"],
        message,
        found: named,
        fix: "remove linuxCapabilities, or the exception privileged",
      },
    ];
  }
  if (capabilities === undefined || named === "") {
    if (reason === undefined) return [];
    const message = "nothing uses this exception: no capability is named";
    const fix = "name the capabilities under linuxCapabilities, or remove it";
    return [{ path: ["exceptions", "capabilities"], message, found: reason, fix }];
  }
  return [
    ...(reason === undefined
      ? [
          {
            path: ["linuxCapabilities"],
            message: "capabilities are added without an exception",
            found: named,
            fix: "remove them, or add exceptions.capabilities with the reason",
          },
        ]
      : []),
    ...capabilities.flatMap((capability, index) => checkCapability(["linuxCapabilities", index], capability)),
  ];
}

function checkCapability(path: Problem["path"], capability: string): Problem[] {
  if (linuxCapabilities.includes(capability)) return [];
  const meant = didYouMean(capability.toUpperCase().replace(/^CAP_/, ""), linuxCapabilities);
  return [
    {
      path,
      message: "this is no Linux capability",
      found: capability,
      allowed: "names of capabilities in capitals, without CAP_ and not ALL",
      fix: meant === undefined ? "name those that the program needs" : `write ${meant}`,
    },
  ];
}
