import { expect, it } from "vitest";
import { adminsWords, knownAddresses, ownAddress, typedAddresses } from "../../../app/web/settings/admins-words.ts";

const visit = (email: string, isVerified = true) => ({
  at: "2026-11-27T10:00:00.000Z",
  email,
  is_email_verified: isVerified,
  user_id: "u",
  opened: "/logs",
  app: null,
});

it("says who may change things", () => {
  expect(adminsWords({ admins: null })).toBe("Everybody whom Heroku lets open this dashboard may change things.");
  expect(adminsWords({ admins: ["a@example.com", "b@example.com"] })).toBe(
    "a@example.com, b@example.com may change things. Others whom Heroku lets in may look.",
  );
});

it("offers who is chosen and who came with an address that Heroku vouches for, each once", () => {
  const visits = [visit("Kim@example.com"), visit("kim@example.com"), visit("eve@example.com", false)];
  expect(knownAddresses(["dana@example.com"], visits)).toEqual(["dana@example.com", "kim@example.com"]);
  expect(knownAddresses([], [])).toEqual([]);
});

it("takes addresses as people type them", () => {
  expect(typedAddresses(" a@example.com, b@example.com;c@example.com\n\nd@example.com ")).toEqual([
    "a@example.com",
    "b@example.com",
    "c@example.com",
    "d@example.com",
  ]);
  expect(typedAddresses(" ,\n")).toEqual([]);
});

it("knows one's own address where Heroku vouches for it", () => {
  const session = { kind: "session", email: "Dana@example.com" } as const;
  expect(ownAddress({ ...session, is_email_verified: true })).toBe("dana@example.com");
  expect(ownAddress({ ...session, is_email_verified: false })).toBeNull();
  expect(ownAddress({ kind: "token", prefix: "dt_12345678" })).toBeNull();
});
