import { afterEach, beforeEach, expect, test } from "vitest";
import type { Sandbox } from "../../sandbox/index.ts";
import { resourceToken, userScopedResourceToken } from "../../sandbox/partner/sso.ts";
import { newTestClock, openTestSandbox } from "./support/sandbox.ts";
import { type Double, startPartner } from "./support/servers.ts";

let partner: Double;
let sandbox: Sandbox;

beforeEach(async () => {
  partner = await startPartner();
  sandbox = await openTestSandbox(partner.url, { clock: newTestClock(1_772_615_700_000) });
});
afterEach(async () => {
  await sandbox.close();
  await partner.close();
});

test("the two tokens are what the known vector says", () => {
  const [id, salt, timestamp] = ["0d3f6a52-9b1c-4e7e-8a44-2f5c1b7d9e60", "s4ltForTestsOnly", "1772615700"];
  const user = { id: "b7e2c1a4-53d0-4c1f-9d3a-6f0e2b8a7c11", email: "dana@example.com" };
  expect(resourceToken(id, salt, timestamp)).toBe("85fb659b8738a7e8643ace45e13c4f905666637e");
  expect(userScopedResourceToken(id, salt, timestamp, user)).toBe(
    "d025d114451ec4bbd0a7667cc99d1f75c7095613e01d6def4a2067530d337797",
  );
  expect(resourceToken("123", "salty", "567")).toBe("8bcafa70e186a8f9b85a1c93f3b6b0507748ec7a");
});

test("the form carries every field, for the user and app it was opened by", async () => {
  const { resource } = await sandbox.provision("harbor-quay");
  sandbox.attach("harbor-quay-jobs", resource.id);
  const { action, fields } = sandbox.sso(resource.id, { app: "harbor-quay-jobs", user: "kim@example.com" });
  expect(action).toBe(`${partner.url}/sso/login`);
  expect(fields).toEqual({
    resource_id: resource.id,
    resource_token: resourceToken(resource.id, "s4ltForTestsOnly", "1772615700"),
    user_scoped_resource_token: userScopedResourceToken(resource.id, "s4ltForTestsOnly", "1772615700", {
      id: sandbox.createUser("kim@example.com").id,
      email: "kim@example.com",
    }),
    timestamp: "1772615700",
    user_id: sandbox.createUser("kim@example.com").id,
    email: "kim@example.com",
    app: "harbor-quay",
    context_app: "harbor-quay-jobs",
    id: resource.id,
    token: resourceToken(resource.id, "s4ltForTestsOnly", "1772615700"),
    "nav-data": expect.stringMatching(/^[A-Za-z0-9_-]+$/),
  });
});

test("the page submits itself without an inline script and has a button as well", async () => {
  const { resource } = await sandbox.provision("harbor-quay");
  const response = await fetch(`${sandbox.url}/sso/harbor-quay/${resource.id}`);
  const html = await response.text();
  expect(response.headers.get("content-security-policy")).toContain("script-src 'self'");
  expect(html).toContain(`<form method="post" action="${partner.url}/sso/login">`);
  expect(html).toContain('<script src="/assets/submit.js" defer></script>');
  expect(html).toContain('<button type="submit" class="main">Open dashboard</button>');
  expect(html).toContain(
    `name="user_scoped_resource_token" value="${sandbox.sso(resource.id).fields.user_scoped_resource_token}"`,
  );
});
