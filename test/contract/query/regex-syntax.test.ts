import fc from "fast-check";
import { RE2JS } from "re2js";
import { expect, test } from "vitest";
import { regexFault } from "../../../app/contract/query/regex-syntax.ts";
import { regexLike } from "./queries.ts";

test("what the check accepts, the engine of the predicate accepts", () => {
  fc.assert(
    fc.property(regexLike, (source) => {
      if (regexFault(source) === null) RE2JS.compile(source);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  "err.*",
  "^/api/v\\d+/",
  "a|b|",
  "[^/]+",
  "[\\]a]",
  "[a-z0-9_-]{2,8}",
  "(?i:x)y",
  "(?i)x",
  "\\bword\\b",
  "\\x41",
  "[[:alpha:]]+",
  "\\p{Lu}",
  "(a(b(c)))",
  "\\/x",
  "é+",
  "a{3}?",
  "(a{5}b{2}){20}",
  "(a{200})+",
  "(a{200}){0,1}",
])("%s is accepted", (source) => {
  expect(regexFault(source)).toBeNull();
});

test.each([
  "(",
  ")",
  "[",
  "[z-a]",
  "\\B",
  "(?i)*",
  "[]a]",
  "[a[b]",
  "a**",
  "a{2}{3}",
  "*",
  "(?=a)",
  "(?<!a)",
  "(?P<n>a)",
  "\\1",
  "\\Q.",
  "\\C",
  "\\",
  "a{1001}",
  "((a{1000}){1000})",
  "(a{1000}){2}",
  "(?i:b(?:a{5,}|c){100,}){3}",
  "{2}",
  "[[:what:]]",
  "\\p{Greek}",
  "\\xZZ",
])("%s is refused with a place and a reason", (source) => {
  const fault = regexFault(source);
  expect(fault?.message).toMatch(/^[a-z]/);
  expect(fault?.at).toBeLessThanOrEqual(source.length);
});
