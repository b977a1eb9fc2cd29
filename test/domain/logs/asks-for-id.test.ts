import { describe, expect, it } from "vitest";
import { parseQuery } from "../../../app/contract/query/parse.ts";
import { asksForId } from "../../../app/domain/logs/asks-for-id.ts";

describe("a search for an id", () => {
  it.each([
    "7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11",
    '"req_12345678"',
    "order20001",
    "error 00af31bc99",
    "dyno:web.1 00af31bc99",
  ])("is one: %s", (query) => expect(asksForId(parseQuery(query).tree)).toBe(true));

  it.each([
    "",
    "timeout",
    "status:>=500",
    "-00af31bc99",
    "00af31bc99 OR error",
    "web.1",
    "10.0.0.1",
    "*00af31bc99*",
    "h12",
  ])("is none: %s", (query) => expect(asksForId(parseQuery(query).tree)).toBe(false));
});
