import { expect, it } from "vitest";
import { bytes, counted } from "../../../app/web/lib/amounts.ts";

it.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1 kB"],
  [1234, "1.2 kB"],
  [41_000_000, "41 MB"],
  [999_900_000, "1 GB"],
  [1_310_000_000, "1.3 GB"],
])("shows %d bytes as %s", (n, words) => expect(bytes(n)).toBe(words));

it("counts with separators and the right number", () => {
  expect(counted(1, "line")).toBe("1 line");
  expect(counted(1204, "line")).toBe("1,204 lines");
});
