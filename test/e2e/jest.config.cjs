/** The real engine on a real API server. One file after the other, in this process: they share a control plane and two cores. */
module.exports = {
  rootDir: __dirname,
  testEnvironment: "node",
  testMatch: ["<rootDir>/**/*.e2e.ts"],
  globalSetup: "<rootDir>/jest-setup.ts",
  globalTeardown: "<rootDir>/jest-teardown.ts",
  maxWorkers: 1,
  testTimeout: 900_000,
  verbose: true,
  transform: {
    "\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022", keepClassNames: true } }],
  },
};
