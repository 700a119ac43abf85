/** Unit tests: pure functions and the recorded program. The real engine is in test/e2e, which has a configuration of its own. */
module.exports = {
  testEnvironment: "node",
  maxWorkers: "100%",
  // A busy machine is no failure: what takes how long is measured by npm run bench.
  testTimeout: 60_000,
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/e2e/"],
  modulePathIgnorePatterns: ["<rootDir>/.slipway/"],
  transform: {
    "\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022", keepClassNames: true } }],
  },
};
