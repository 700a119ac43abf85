/** The components' output on a real node. One file after the other, in this process: they share the node and two cores. */
module.exports = {
  rootDir: __dirname,
  testEnvironment: "node",
  testMatch: ["<rootDir>/**/*.pods.ts"],
  globalSetup: "<rootDir>/jest-setup.ts",
  globalTeardown: "<rootDir>/jest-teardown.ts",
  maxWorkers: 1,
  testTimeout: 300_000,
  verbose: true,
  transform: {
    "\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022", keepClassNames: true } }],
  },
};
