import { run } from "./run";

// The pinned SDK accepts Node 20 and is not updated by itself: what later versions will accept is no news to who audits.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

void run(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
