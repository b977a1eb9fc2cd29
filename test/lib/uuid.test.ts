import { expect, it } from "vitest";
import { isUuid } from "../../app/lib/uuid.ts";

it.each([
  "7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11",
  "7D0C5A51-5C2E-4C55-9B0E-2D1B6F0A9E11",
  "00000000-0000-0000-0000-00000000d0a1",
])("%s is a uuid", (text) => {
  expect(isUuid(text)).toBe(true);
});

it.each([
  "",
  "undefined",
  "7d0c5a515c2e4c559b0e2d1b6f0a9e11",
  "7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11x",
  "{7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11}",
])("%j is none", (text) => {
  expect(isUuid(text)).toBe(false);
});
