import { describe, expect, it } from "vitest";
import { isTokenShaped, newCheckedToken } from "../../app/lib/api-token.ts";

describe("an API token", () => {
  it("is dt_, 43 characters and a checksum of 7, and is known by it", () => {
    const tokens = Array.from({ length: 200 }, newCheckedToken);
    for (const token of tokens) {
      expect(token).toMatch(/^dt_[\w-]{43}[0-9a-z]{7}$/);
      expect(isTokenShaped(token)).toBe(true);
    }
    expect(new Set(tokens).size).toBe(200);
  });

  it("with one character changed is no token", () => {
    const token = newCheckedToken();
    for (let i = 3; i < token.length; i++) {
      const other = token[i] === "a" ? "b" : "a";
      expect(isTokenShaped(token.slice(0, i) + other + token.slice(i + 1))).toBe(false);
    }
  });

  it("of provisioning has no checksum and is still one", () => {
    expect(isTokenShaped(`dt_${"x".repeat(43)}`)).toBe(true);
    for (const text of ["", "dt_", `dt_${"x".repeat(42)}`, `dt_${"x".repeat(44)}`, `dt_${"x".repeat(42)} `])
      expect(isTokenShaped(text)).toBe(false);
  });
});
