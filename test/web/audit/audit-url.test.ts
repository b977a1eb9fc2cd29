import fc from "fast-check";
import { expect, it } from "vitest";
import { cleanAuditSearch } from "../../../app/web/audit/audit-url.ts";

it("keeps what a connection comes back with, and nothing else", () => {
  expect(cleanAuditSearch({ connection: "c1", other: "x" })).toEqual({ connection: "c1" });
  expect(cleanAuditSearch({ connect_error: "access_denied" })).toEqual({ connect_error: "access_denied" });
});

it("takes anything at all and never throws", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom("connection", "connect_error"), fc.anything()), (any) => {
      const clean = cleanAuditSearch(any);
      expect(cleanAuditSearch({ ...clean })).toEqual(clean);
    }),
  );
});
