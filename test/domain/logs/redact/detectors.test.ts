import { describe, expect, it } from "vitest";
import { DETECTOR_IDS, type DetectorId } from "../../../../app/contract/redaction.ts";
import { compileRedactor } from "../../../../app/domain/logs/redact/redactor.ts";

/** What is masked, each value by one `#`, as `<` … `>` would be wrong in a URL. */
const masked = (id: DetectorId, text: string) =>
  compileRedactor({ detectors: [id], keys: [], prefixes: [] })
    ?.redactText(text)
    .text.replaceAll(/\*+/g, "#");

const found: Record<DetectorId, [text: string, masked: string][]> = {
  email: [
    ["signed in jane.doe+news@mail.example.co.uk, ok", "signed in #, ok"],
    ["email=jane@example.com user=7", "email=# user=7"],
    ['{"to":"jane@example.com"}', '{"to":"#"}'],
    ['path="/reset?email=jane%40example.com&x=1"', 'path="/reset?email=#&x=1"'],
    ["<jane@example.com>.", "<#>."],
    ["jürgen@example.com", "#"],
    ["a@b.io b@c.io", "# #"],
  ],
  card: [
    ["paid with 4111111111111111.", "paid with #."],
    ["4111 1111 1111 1111", "#"],
    ["5500-0000-0000-0004", "#"],
    ["3782 822463 10005", "#"],
    ["378282246310005", "#"],
    ["6011000990139424 3530111333300000 30569309025904", "# # #"],
  ],
  iban: [
    ["to DE89370400440532013000", "to #"],
    ["GB29 NWBK 6016 1331 9268 19, thanks", "#, thanks"],
    ["NO9386011117947", "#"],
  ],
  us_ssn: [["ssn: 078-05-1120", "ssn: #"]],
  ip: [
    ['fwd="203.0.113.9" dyno=web.1', 'fwd="#" dyno=web.1'],
    ["203.0.113.9:443, 10.0.0.1.", "#:443, #."],
    ["from 2001:db8::1 and ::1", "from # and #"],
    ["2001:0db8:0000:0000:0000:ff00:0042:8329", "#"],
    ["[2001:db8::1]:80", "[#]:80"],
  ],
  authorization: [
    ["Authorization: Bearer abc123.def-456_x~y+z/==", "Authorization: Bearer #"],
    ["authorization: basic dXNlcjpwYXNzd29yZA==", "authorization: basic #"],
  ],
  jwt: [
    ["token=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U", "token=#"],
  ],
  api_key: [
    ["AKIAIOSFODNN7EXAMPLE", "#"],
    ["key=ghp_16C7e42F292c6912E7710c838347Ae178B4a", "key=#"],
    [`stripe ${"sk_"}live_51H8abcdefGHIJKL0123`, "stripe #"],
    ["HRKU-01234567-89ab-cdef-0123-456789abcdef set", "# set"],
    [`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`, "#"],
  ],
  url_password: [
    ["postgres://user:p%40ss@db.example.com:5432/x", "postgres://user:#@db.example.com:5432/x"],
    ["redis://:hunter2@10.0.0.1", "redis://:#@10.0.0.1"],
  ],
};

const left: Record<DetectorId, string[]> = {
  email: ["npm i @scope/pkg@1.2.3", "@mention hello", "a@localhost", "user@", "50%40 off"],
  card: [
    "4111111111111112", // its check digit is wrong
    "at=1764270000000 1764270000000000", // moments in milli- and microseconds
    "request-4111111111111111-x",
    "0.4111111111111111",
    "41111111111111111111111111",
    "9999999999999995", // nobody issues it
  ],
  iban: ["DE89370400440532013001", "GB29 NWBK", "ABCD1234EFGH5678"],
  us_ssn: ["000-12-3456", "666-12-3456", "912-12-3456", "123-00-4567", "123-45-0000", "1123-45-6789", "123-45-67890"],
  ip: ["12:34:56", "1.2.3", "1.2.3.4.5", "256.1.1.1", "v1.2.3.4-beta1.2.3.4x", "std::vector", "a::b::c"],
  authorization: ["basic authentication failed", "Bearer authorization required", "bearer x"],
  jwt: ["eyJhbGciOiJIUzI1NiJ9", "heyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.sig"],
  api_key: ["ghp_short", "task-0123456789012345678901234567", "AKIAIOSFODNN7EXAMPLEX", "SG.short.short"],
  url_password: ["http://example.com:8080/a@b", "see https://example.com/:x", "redis://host:6379"],
};

describe.each(DETECTOR_IDS)("%s", (id) => {
  it.each(found[id])("masks %s", (text, expected) => {
    expect(masked(id, text)).toBe(expected);
  });

  it.each(left[id])("leaves %s", (text) => {
    expect(masked(id, text)).toBe(text);
  });
});
