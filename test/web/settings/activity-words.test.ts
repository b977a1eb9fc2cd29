import { expect, it } from "vitest";
import { OPERATIONS } from "../../../app/http/api/operations/index.ts";
import { activityWords, DID } from "../../../app/web/settings/activity-words.ts";

const activity = { id: "7", at: "2026-11-27T09:00:00.000Z", by: "dana@example.com", is_done: true };

it("has words for every call that changes something, and for no other", () => {
  const changing = OPERATIONS.filter(({ method, path }) => method !== "get" && path !== "/redaction/preview");
  expect(Object.keys(DID).sort()).toEqual(changing.map(({ method, path }) => `${method.toUpperCase()} ${path}`).sort());
});

it("calls what it was done to by its name, or else by the beginning of its id", () => {
  const removed = { ...activity, did: "DELETE /alerts/{id}", object_id: "9c2e1f00-5c2e-4c55-9b0e-2d1b6f0a9e11" };
  expect(activityWords({ ...removed, name: "Loud" })).toBe("removed the alert Loud");
  expect(activityWords({ ...removed, name: null })).toBe("removed the alert 9c2e1f00");
  expect(activityWords({ ...activity, did: "PUT /redaction", object_id: null, name: null })).toBe(
    "changed what is masked",
  );
  expect(activityWords({ ...activity, did: "PUT /newer", object_id: null, name: null })).toBe("PUT /newer");
});
