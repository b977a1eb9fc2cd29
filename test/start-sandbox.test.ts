import { expect, it } from "vitest";
import { readConfig } from "../app/config.ts";
import { createLog } from "../app/lib/log.ts";
import { startSandbox } from "../app/start-sandbox.ts";

it("a PORT with no port above it for the sandbox is refused by name", async () => {
  await expect(startSandbox(readConfig({ PORT: "65535" }), createLog("silent"))).rejects.toThrow(/set PORT to 65534/);
});
