import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { FAULTS, Fault, type FaultCode, toProblem } from "../app/errors.ts";
import { projectRoot } from "../app/lib/project-root.ts";

const codes = Object.keys(FAULTS) as FaultCode[];

describe("the table of errors", () => {
  it("has a row in docs/errors.md for every code, and no row for a code that is gone", () => {
    const page = readFileSync(path.join(projectRoot, "docs/errors.md"), "utf8");
    const rows = new Map(
      [...page.matchAll(/^\|\s*(?:<a[^>]*><\/a>)?\s*`([\w.]+)`\s*\|\s*(\d{3})\s*\|/gm)].map(([, code, status]) => [
        code,
        status,
      ]),
    );
    expect([...rows.keys()].sort()).toEqual([...codes].sort());
    for (const code of codes) expect(`${code} ${rows.get(code)}`).toBe(`${code} ${FAULTS[code].status}`);
  });

  it.each(codes)("%s is named by its area, has a refusing status and says a whole sentence", (code) => {
    const { status, say } = FAULTS[code];
    expect(code).toMatch(/^[a-z_]+(\.[a-z_]+)?$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect(say).toMatch(/^[`A-Z].*[.…]$/s);
  });
});

const SERVICE = { baseUrl: "https://staging.example.net", addon: { id: "draintrail-staging" } };

describe("a fault", () => {
  it.each<[FaultCode, string]>([
    ["auth.session_ended", "heroku addons:open draintrail-staging"],
    ["resource.gone", "heroku addons:create draintrail-staging"],
  ])("%s tells what to type for the add-on as it is configured", (code, command) => {
    expect(toProblem(new Fault(code), SERVICE).detail).toContain(`\`${command}\``);
  });

  it("says its sentence with the blanks filled, and keeps the operator's detail to itself", () => {
    const fault = new Fault("query.bad_param", {
      detail: "secret detail",
      fill: { field: "limit", problem: "is odd" },
    });
    expect(fault.say).toBe("A parameter is wrong: limit is odd.");
    expect(JSON.stringify(toProblem(fault, SERVICE))).not.toContain("secret detail");
    expect(toProblem(fault, SERVICE)).toEqual({
      type: "https://staging.example.net/docs/errors#query.bad_param",
      title: "query.bad_param",
      status: 422,
      detail: "A parameter is wrong: limit is odd.",
      code: "query.bad_param",
    });
  });
});
