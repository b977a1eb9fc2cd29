/*
 * Values that are found by their own shape. Texts are bytes as latin1, so a position in one is a position in the frame; what is
 * looked for is ASCII; so no `\s` here, which has 0xA0, a byte of many letters. Log text is hostile: each search begins at a word or sign that is rare, and looks a bounded way from there.
 */
import { isIPv4, isIPv6 } from "node:net";
import type { DetectorId } from "../../../contract/redaction.ts";
import { isOfName } from "./name-characters.ts";

/** Told where a value stands; `end` exclusive. */
export type Hit = (start: number, end: number) => void;
export type Detector = (text: string, hit: Hit) => void;

export const detectors: Readonly<Record<DetectorId, Detector>> = {
  email: detectEmails,
  card: (text, hit) => detectAll(text, CARD, hit, isCard),
  iban: (text, hit) => detectAll(text, IBAN, hit, isIban),
  us_ssn: (text, hit) => detectAll(text, US_SSN, hit),
  ip: (text, hit) => {
    detectAll(text, IPV4, hit, isIPv4);
    if (mayHaveIpv6(text)) detectAll(text, IPV6, hit, isIPv6);
  },
  authorization: detectAuthorizations,
  jwt: (text, hit) => detectAll(text, JWT, hit),
  api_key: (text, hit) => detectAll(text, API_KEY, hit),
  url_password: detectUrlPasswords,
};

/** @param pattern has the flag g */
function detectAll(text: string, pattern: RegExp, hit: Hit, isMeant?: (found: string) => boolean): void {
  pattern.lastIndex = 0;
  for (let found = pattern.exec(text); found; found = pattern.exec(text))
    if (!isMeant || isMeant(found[0])) hit(found.index, found.index + found[0].length);
}

/** Of RFC 5321, 64 characters before the sign. Quoted ones and rarer signs are left out: `email='a@b.c'` is not to lose its quote. */
const LOCAL_CHARS_MAX = 64;
const PERCENT = 0x25;
const PLUS = 0x2b;
/** `@`, or what a URL makes of it, and a host that ends with a word: `pkg@1.2.3` is none. */
const AT_HOST = /(?:@|%40)(?:[A-Za-z0-9-]{1,63}\.){1,9}[A-Za-z][A-Za-z0-9-]{1,62}/g;

function detectEmails(text: string, hit: Hit): void {
  if (!text.includes("@") && !text.includes("%40")) return;
  AT_HOST.lastIndex = 0;
  for (let found = AT_HOST.exec(text); found; found = AT_HOST.exec(text)) {
    let start = found.index;
    const first = Math.max(0, start - LOCAL_CHARS_MAX);
    while (start > first && isOfLocal(text.charCodeAt(start - 1))) start--;
    if (start < found.index) hit(start, found.index + found[0].length);
  }
}

/** Letters, digits, `.`, `_`, `%`, `+`, `-`, and bytes of other scripts. */
function isOfLocal(code: number): boolean {
  return isOfName(code) || code >= 0x80 || code === PERCENT || code === PLUS;
}

/** In one piece, or in the groups that are printed on cards. */
const CARD = /(?<![\w.-])(?:\d{14,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}|\d{4}([ -])\d{6}\2\d{4,5})(?![\w-])/g;
/** Visa, Mastercard, Amex, Discover, JCB, Diners, UnionPay and Maestro: beginnings and lengths, as the issuers' ranges (ISO/IEC 7812) say. */
const ISSUED =
  /^(?:4\d{15}(?:\d{3})?|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|6(?:011|5\d\d|4[4-9]\d)\d{12,15}|35\d{14,17}|3(?:0[0-5]|[689]\d)\d{11,16}|62\d{14,17}|(?:50|5[6-9]|6[0137])\d{14,17})$/;

function isCard(found: string): boolean {
  const digits = found.replace(/\D/g, "");
  return ISSUED.test(digits) && hasLuhnDigit(digits);
}

/** ISO/IEC 7812-1, annex B: every second digit from the right doubled, the sum a multiple of ten. */
function hasLuhnDigit(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    let digit = digits.charCodeAt(digits.length - 1 - i) - 0x30;
    if (i % 2 === 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 === 0;
}

/** Country, check digits, and 11 to 30 characters, in fours or in one piece. Norway's is the shortest, with 15 in all. */
const IBAN = /(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)/g;

/** ISO 13616: the country and its digits moved to the end, letters as 10 to 35, the whole modulo 97 is 1. */
function isIban(found: string): boolean {
  const packed = found.replaceAll(" ", "");
  if (packed.length < 15 || packed.length > 34) return false;
  let rest = 0;
  for (const sign of packed.slice(4) + packed.slice(0, 4)) {
    const value = Number.parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** No number has an area 000, 666 or 900 to 999, a group 00 or a serial 0000. Source: Social Security Administration. */
const US_SSN = /(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/g;

const IPV4 = /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?!\.?\w)/g;
const IPV6 = /(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:])/g;

/** Eight groups, or `::` for some of them: most lines have a time with two colons and nothing to look at. */
function mayHaveIpv6(text: string): boolean {
  if (text.includes("::")) return true;
  let colons = 0;
  for (let at = text.indexOf(":"); at >= 0 && colons < 7; at = text.indexOf(":", at + 1)) colons++;
  return colons === 7;
}

/** RFC 7617 and RFC 6750. */
const AUTHORIZATION = /\b(bearer|basic)[ +]{1,4}([A-Za-z0-9._~+/=-]{8,4096})/gi;

function detectAuthorizations(text: string, hit: Hit): void {
  AUTHORIZATION.lastIndex = 0;
  for (let found = AUTHORIZATION.exec(text); found; found = AUTHORIZATION.exec(text)) {
    const [all, scheme = "", credentials = ""] = found;
    // "basic authentication" and "bearer authorization" are words.
    const isMeant =
      scheme.toLowerCase() === "basic" ? Buffer.from(credentials, "base64").includes(":") : /\d/.test(credentials);
    if (isMeant) hit(found.index + all.length - credentials.length, found.index + all.length);
  }
}

/** Three parts of base64url, the first an object's beginning. Source: RFC 7519. The look behind keeps a long run from being tried at each of its characters. */
const JWT = /(?<![\w-])eyJ[\w-]{8,4096}\.[\w-]{8,8192}\.[\w-]{0,4096}/g;

/** As their makers document them, for secret scanners above all. */
const API_KEY = new RegExp(
  `(?<![A-Za-z0-9_])(?:${[
    "(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])",
    "AIza[\\w-]{35}(?![\\w-])",
    "gh[pousr]_[A-Za-z0-9]{20,255}",
    "github_pat_\\w{20,255}",
    "glpat-[\\w-]{20,255}",
    "HRKU-[\\w-]{20,255}",
    "npm_[A-Za-z0-9]{30,64}",
    "sk-[\\w-]{20,255}",
    "SG\\.[\\w-]{16,64}\\.[\\w-]{16,64}",
    "xox[abeprs]-[\\w-]{10,255}",
    "(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,255}",
    "whsec_[A-Za-z0-9+/=]{10,255}",
  ].join("|")})`,
  "g",
);

/** RFC 3986, section 3.2.1; the user may be empty, as in Redis' URLs. */
const URL_PASSWORD = /:\/\/[^ \t\n\v\f\r:@/?#"']{0,255}:([^ \t\n\v\f\r@/?#"']{1,255})@/g;

function detectUrlPasswords(text: string, hit: Hit): void {
  if (!text.includes("://")) return;
  URL_PASSWORD.lastIndex = 0;
  for (let found = URL_PASSWORD.exec(text); found; found = URL_PASSWORD.exec(text)) {
    const end = found.index + found[0].length - 1;
    hit(end - (found[1] as string).length, end);
  }
}
