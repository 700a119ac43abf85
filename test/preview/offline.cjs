// Loaded before a program (`node --require`): from then on, whatever would leave the process or look for a cluster throws.
"use strict";
const fs = require("node:fs");

function forbid(owner, name, what) {
  owner[name] = () => {
    throw new Error(`offline: ${what}.${name} was called`);
  };
}

const forbidden = {
  net: ["connect", "createConnection"],
  tls: ["connect"],
  dns: ["lookup", "resolve", "resolve4", "resolve6"],
  dgram: ["createSocket"],
  http: ["request", "get"],
  https: ["request", "get"],
  http2: ["connect"],
  child_process: ["exec", "execFile", "execFileSync", "execSync", "fork", "spawn", "spawnSync"],
};
for (const [module, names] of Object.entries(forbidden)) {
  for (const name of names) forbid(require(`node:${module}`), name, module);
}
forbid(require("node:dns").promises, "lookup", "dns.promises");
forbid(require("node:net").Socket.prototype, "connect", "net.Socket");
forbid(globalThis, "fetch", "globalThis");

for (const name of ["existsSync", "openSync", "readFileSync", "statSync"]) {
  const original = fs[name];
  fs[name] = (file, ...rest) => {
    if (/kube/i.test(String(file)) && !/node_modules|\.ts$|\.js$/.test(String(file))) {
      throw new Error(`offline: a kubeconfig was looked for: fs.${name}(${file})`);
    }
    return original(file, ...rest);
  };
}
