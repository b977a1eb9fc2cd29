import path from "node:path";
import { projectRoot } from "../../app/lib/project-root.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../sandbox/index.ts";
import { freePort, startTestService, type TestService, type TestServiceOptions } from "./service.ts";

/** The service and a local Heroku that know each other, as `npm start` wires them. */
export async function startWithSandbox(
  options: TestServiceOptions = {},
  heroku: Pick<SandboxOptions, "clock" | "settings"> = {},
): Promise<{ sandbox: Sandbox; service: TestService; stop: () => Promise<void> }> {
  const port = options.port ?? (await freePort());
  const sandbox = await startSandbox({
    ...heroku,
    manifest: path.join(projectRoot, "addon-manifest.json"),
    clientSecret: "client-secret-for-tests",
    partner: { password: "pw-for-tests", ssoSalt: "s4ltForTestsOnly", baseUrl: `http://127.0.0.1:${port}` },
  });
  const service = await startTestService({ ...options, port, herokuUrl: sandbox.url });
  return {
    sandbox,
    service,
    async stop() {
      await sandbox.close();
      await service.stop();
    },
  };
}

/** Orders the sandbox to misbehave: `POST /sandbox/misbehave`. */
export const misbehave = ({ url }: Pick<Sandbox, "url">, misdeed: object) =>
  fetch(`${url}/sandbox/misbehave`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(misdeed),
  });
