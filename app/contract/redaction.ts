/** What is masked in lines before they are written anywhere, as both sides of the API name it. */

/** Kinds of values that are found by their own shape, in the order in which they are offered. */
export const DETECTORS = {
  email: { name: "E-mail addresses", finds: "jane@example.com, also as jane%40example.com" },
  card: { name: "Payment card numbers", finds: "numbers of a card issuer's form whose check digit is right" },
  iban: { name: "Bank accounts (IBAN)", finds: "an IBAN whose check digits are right" },
  us_ssn: { name: "US social security numbers", finds: "123-45-6789" },
  ip: { name: "IP addresses", finds: "IPv4 and IPv6, also the caller's in router lines (fwd)" },
  authorization: { name: "Authorization headers", finds: "what follows Bearer, and Basic with a user and a password" },
  jwt: { name: "JSON Web Tokens", finds: "eyJ….eyJ….signature" },
  api_key: {
    name: "API keys",
    finds: "keys of AWS, GitHub, GitLab, Google, Heroku, npm, OpenAI, SendGrid, Slack, Stripe",
  },
  url_password: { name: "Passwords in URLs", finds: "postgres://user:password@host" },
} as const;

export type DetectorId = keyof typeof DETECTORS;
export const DETECTOR_IDS = Object.keys(DETECTORS) as [DetectorId, ...DetectorId[]];

/** What the values of names, and words by their beginnings, are counted under; beside the detectors' own names. */
export const KEYS_RULE = "keys";
export const PREFIXES_RULE = "prefixes";

/** How many values were masked, by rule: a detector's id, `keys` or `prefixes`. Rules without any are not there. */
export type Redacted = Readonly<Record<string, number>>;

export interface RedactionRules {
  detectors: readonly DetectorId[];
  /** Names whose values are masked, whatever they are; `*` at the beginning or the end stands for any part of a name. */
  keys: readonly string[];
  /** Words that begin so are masked from there on. */
  prefixes: readonly string[];
}

/**
 * Letters, digits, `_`, `.` and `-`, with a `*` before them, behind them or both. Not between: several would be a pattern that a
 * hostile name can make slow.
 */
export const REDACTION_KEY = /^(?=.*[A-Za-z0-9_])\*?[A-Za-z0-9_.-]{1,64}\*?$/;
/** Three characters at least: fewer begin half of all words. */
export const REDACTION_PREFIX = /^[A-Za-z0-9_][A-Za-z0-9_./:+=-]{2,63}$/;
