// Loaded before a measured program: writes down, when the process ends, how much memory it had at most.
process.on("exit", () => {
  require("node:fs").writeFileSync(process.env.SLIPWAY_USAGE, JSON.stringify(process.resourceUsage()));
});
