import { createRequire } from "node:module";
import { expect, it } from "vitest";
import { jobPolicies } from "../../app/domain/jobs.ts";

/** Bull's own arithmetic of waits, by how often a job was tried. */
const { normalize, calculate } = createRequire(import.meta.url)("bull/lib/backoffs.js");

/** Seconds from a job's first failure to its last try. */
function triedForSeconds(name: keyof typeof jobPolicies): number {
  const { attempts, backoff } = jobPolicies[name];
  let ms = 0;
  for (let made = 1; made < attempts; made++) ms += calculate(normalize(backoff), made, {}, new Error("away"));
  return ms / 1000;
}

it.each([
  ["exchange-grant", 200, 300], // before the grant ends
  ["sync-attachments", 3_600, 3 * 3_600],
  ["release-authorization", 60, 10 * 60], // before the sweep comes by
  ["finish-provisioning", 11 * 3_600, 12 * 3_600], // before Heroku's deadline
  ["purge-resource", 12 * 3_600, 24 * 3_600], // within the promised day
] as const)("%s is tried for %i to %i seconds", (name, least, most) => {
  expect(triedForSeconds(name)).toBeGreaterThanOrEqual(least);
  expect(triedForSeconds(name)).toBeLessThanOrEqual(most);
});
