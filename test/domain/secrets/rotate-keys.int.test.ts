import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { rotateKeys } from "../../../app/domain/secrets/rotate-keys.ts";
import { createSecretBox } from "../../../app/lib/secrets.ts";
import { partnerCall, provisionBody, startTestService, type TestService } from "../../support/service.ts";
import { subscribe } from "../../support/webhooks.ts";

const oldKey = randomBytes(32);
const newKey = randomBytes(32);
let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false, env: { ENCRYPTION_KEYS: oldKey.toString("base64") } });
});
afterAll(() => service.stop());

it("seals every secret anew with the first key; afterwards the old key is needed for nothing", async () => {
  const grant = {
    code: "grant-code",
    expires_at: new Date(Date.now() + 300_000).toISOString(),
    type: "authorization_code",
  };
  const body = provisionBody({ oauth_grant: grant });
  const answer = (await (await partnerCall(service, "POST", "", body)).json()) as {
    config: { DRAINTRAIL_API_TOKEN: string };
  };
  await subscribe(service, body.uuid);
  const { stores, log } = service.services;

  const both = createSecretBox([newKey, oldKey]);
  // Resource token, drain token, grant code, webhook secret.
  expect(await rotateKeys({ stores, secrets: both, log })).toEqual({ resealed: 4, current: 0, unreadable: 0 });
  expect(await rotateKeys({ stores, secrets: both, log })).toEqual({ resealed: 0, current: 4, unreadable: 0 });

  const onlyNew = createSecretBox([newKey]);
  const row = await stores.pg("resources").where({ id: body.uuid }).first();
  expect(onlyNew.open(row.api_token_sealed, "resources.api_token")).toBe(answer.config.DRAINTRAIL_API_TOKEN);
  const credential = await stores.pg("credentials").where({ resource_id: body.uuid }).first();
  expect(onlyNew.open(credential.grant_code_sealed, "credentials.grant_code")).toBe("grant-code");
});

it("says which secrets no key opens, and touches none of them", async () => {
  const body = provisionBody();
  await partnerCall(service, "POST", "", body);
  const before = await service.services.stores.pg("resources").where({ id: body.uuid }).first();
  const { stores, log } = service.services;
  const sum = await rotateKeys({ stores, secrets: createSecretBox([newKey]), log });
  expect(sum.unreadable).toBe(2);
  const after = await stores.pg("resources").where({ id: body.uuid }).first();
  expect(after.api_token_sealed).toBe(before.api_token_sealed);
});
