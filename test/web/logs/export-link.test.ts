import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exportCommand, exportParams } from "../../../app/web/logs/export-link.ts";

const choice = {
  query: "status:>=500",
  range: { from: "2026-11-20T11:00:00.000Z", to: "2026-11-20T12:00:00.000Z" },
  format: "csv",
  isGzip: false,
  after: " ",
} as const;

it("asks for the page's own search and range, and for the rest only when told after which line", () => {
  expect(exportParams(choice)).toEqual({
    query: "status:>=500",
    from: "2026-11-20T11:00:00.000Z",
    to: "2026-11-20T12:00:00.000Z",
    format: "csv",
    gzip: undefined,
    cursor: undefined,
  });
  expect(exportParams({ ...choice, isGzip: true, after: " abc " })).toMatchObject({ gzip: "1", cursor: "abc" });
});

describe("exportCommand", () => {
  it("gives the shell exactly the query, whatever is in it", () => {
    const hostile = [`it's $(touch x) \`y\` "z" \\`, "a\nb", "!x", "'"];
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...hostile), fc.string({ minLength: 1, maxLength: 40 })), (query) => {
        // The shell's own reading of the words: printf in curl's place.
        const command = exportCommand({ ...choice, query }).replace(/^curl /, "printf '%s\\0' ");
        const words = execFileSync("sh", ["-c", command], { encoding: "utf8" }).split("\0");
        expect(words).toContain(`query=${query}`);
      }),
      { numRuns: 30 },
    );
  });
});
