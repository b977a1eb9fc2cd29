import { accessSync, constants } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { projectRoot } from "./lib/project-root.ts";

/** What the environment says, checked and typed. Secrets live in here: never log a Config. */
export interface Config {
  isProduction: boolean;
  port: number;
  /** Public origin, without a trailing slash. */
  baseUrl: string;
  dataDir: string;
  /** null: run it embedded under `dataDir`. */
  databaseUrl: string | null;
  redisUrl: string | null;
  clickhouseUrl: string | null;
  clickhouseCluster: string | null;
  spoolShards: number;
  spoolBytesMax: number;
  overflowBytesMax: number;
  addon: { id: string; password: string; ssoSalt: string };
  herokuClientSecret: string;
  /** "Connect with Heroku" for enterprise accounts; null when not configured. */
  herokuOauth: { clientId: string; clientSecret: string } | null;
  /** null: nothing real is configured, so `npm start` brings up the sandbox. */
  herokuApiUrl: string | null;
  herokuIdUrl: string | null;
  encryptionKeys: Buffer[];
  sessionSecret: string;
  auditPollSeconds: number;
  geoipCityMmdb: string | null;
  geoipAsnMmdb: string | null;
  /** The server that takes our mail, and from whom it is; null: none is sent. */
  mail: { smtpUrl: string; from: string } | null;
  /** Where alerts for PagerDuty go; its service region in the EU has another. */
  pagerDutyEventsUrl: string;
  /** For each API token, and each person with a session. */
  apiCallsPerMinute: number;
  operatorPassword: string | null;
  logLevel: string;
  /** Names of secrets that got development values; said once at start. */
  developmentSecrets: string[];
}

/** A store without URL runs inside this process' care, so web and workers must share the process. */
export function isEmbedded(config: Config): boolean {
  return config.databaseUrl === null || config.redisUrl === null || config.clickhouseUrl === null;
}

/** Every fault of the environment at once; the message lists names and reasons, never values. */
export class ConfigError extends Error {
  readonly faults: string[];
  constructor(faults: string[]) {
    super(`The configuration has ${faults.length} fault(s):\n${faults.map((fault) => `  - ${fault}`).join("\n")}`);
    this.name = "ConfigError";
    this.faults = faults;
  }
}

export const HEROKU_API_URL = "https://api.heroku.com";
export const HEROKU_ID_URL = "https://id.heroku.com";

/** Source: PagerDuty, Events API v2. */
const PAGERDUTY_EVENTS_URL = "https://events.pagerduty.com/v2/enqueue";

/** 256 MiB holds several minutes of a busy service while ClickHouse is away; past it frames go to Postgres. */
const SPOOL_BYTES_MAX_DEFAULT = 256 * 1024 * 1024;

/**
 * 4 GiB is sixteen times the spool, an hour or more of a busy service, and a sixteenth of the disk of Heroku's smallest
 * production Postgres (64 GB): with the log of its writes and rows that are gone and not vacuumed yet, the control plane
 * beside it keeps most of the disk.
 */
const OVERFLOW_BYTES_MAX_DEFAULT = 4 * 1024 * 1024 * 1024;
/** One resource may fill half of it, and a frame of 1 MiB must fit. */
const OVERFLOW_BYTES_MAX_MIN = 4 * 1024 * 1024;

/** Fifty a second: more than any dashboard or exporter asks, and less than would slow others down. */
const API_CALLS_PER_MINUTE_DEFAULT = 3_000;

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** The committed manifest's secrets: fit for a first look, refused in production. */
const PLACEHOLDER = /^replace-me/;

const url = (protocols: string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    message: `must be a URL starting with ${protocols.map((p) => `${p}//`).join(" or ")}`,
  });
const int = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((n) => n >= min && n <= max, `must be a whole number from ${min} to ${max}`);

const readableFile = z.string().refine(isReadable, { message: "must be the path of a file that can be read" });

const shape = {
  PORT: int(0, 65535),
  BASE_URL: url(["https:", "http:"]),
  DATA_DIR: z.string(),
  DATABASE_URL: url(["postgres:", "postgresql:"]),
  REDIS_URL: url(["redis:", "rediss:", "unix:"]),
  CLICKHOUSE_URL: url(["http:", "https:"]),
  CLICKHOUSE_CLUSTER: z.string().regex(/^[A-Za-z0-9_-]+$/, "must be a cluster name: letters, digits, - and _"),
  SPOOL_SHARDS: int(1, 64),
  SPOOL_BYTES_MAX: int(1024 * 1024, Number.MAX_SAFE_INTEGER),
  OVERFLOW_BYTES_MAX: int(OVERFLOW_BYTES_MAX_MIN, Number.MAX_SAFE_INTEGER),
  ADDON_ID: z.string().regex(/^[a-z][a-z0-9-]*$/, "must be the manifest's id: lower-case letters, digits and -"),
  ADDON_PASSWORD: z.string(),
  ADDON_SSO_SALT: z.string(),
  HEROKU_CLIENT_SECRET: z.string(),
  HEROKU_OAUTH_CLIENT_ID: z.string(),
  HEROKU_OAUTH_CLIENT_SECRET: z.string(),
  HEROKU_API_URL: url(["https:", "http:"]),
  HEROKU_ID_URL: url(["https:", "http:"]),
  ENCRYPTION_KEYS: z.string().refine((value) => value.split(",").every((key) => decodeKey(key).length === 32), {
    message: "must be a comma-separated list of base64 keys of 32 bytes (openssl rand -base64 32)",
  }),
  SESSION_SECRET: z.string().min(32, "must be at least 32 characters (openssl rand -hex 32)"),
  AUDIT_POLL_SECONDS: int(10, 86400),
  GEOIP_CITY_MMDB: readableFile,
  GEOIP_ASN_MMDB: readableFile,
  SMTP_URL: url(["smtp:", "smtps:"]),
  MAIL_FROM: z.string().regex(/^[^\r\n]*\S+@\S+$/, "must be an address, or `Name <address>`"),
  PAGERDUTY_EVENTS_URL: url(["https:", "http:"]),
  API_CALLS_PER_MINUTE: int(1, 1_000_000_000),
  OPERATOR_PASSWORD: z.string().min(12, "must be at least 12 characters"),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(", ")}` }),
  NODE_ENV: z.string(),
  EMBEDDED: z.string(),
} as const;
type Name = keyof typeof shape;

const REQUIRED_IN_PRODUCTION = [
  "BASE_URL",
  "ADDON_PASSWORD",
  "ADDON_SSO_SALT",
  "HEROKU_CLIENT_SECRET",
  "ENCRYPTION_KEYS",
  "SESSION_SECRET",
] as const satisfies readonly Name[];
const STORE_URLS = ["DATABASE_URL", "REDIS_URL", "CLICKHOUSE_URL"] as const satisfies readonly Name[];

/**
 * Reads the environment; the only place that does. Pure, but for a look whether the files it names are there.
 *
 * @param env an empty string counts as not set, which is how `heroku config` and CI often leave a variable
 * @param logLevelUnset the level when LOG_LEVEL is not set
 * @throws ConfigError naming every missing or bad variable at once
 */
export function readConfig(env: Record<string, string | undefined>, logLevelUnset = "info"): Config {
  const faults: string[] = [];
  const read = <N extends Name>(name: N): z.output<(typeof shape)[N]> | null => {
    const value = env[name];
    if (value === undefined || value === "") return null;
    const parsed = shape[name].safeParse(value);
    if (parsed.success) return parsed.data as z.output<(typeof shape)[N]>;
    for (const issue of parsed.error.issues) faults.push(`${name} ${issue.message}`);
    return null;
  };
  const isProduction = read("NODE_ENV") === "production";
  const values = Object.fromEntries(Object.keys(shape).map((name) => [name, read(name as Name)])) as {
    [N in Name]: z.output<(typeof shape)[N]> | null;
  };
  faults.splice(0, faults.length, ...new Set(faults));

  const isSet = (name: Name) => Boolean(env[name]);
  if (isProduction) {
    for (const name of REQUIRED_IN_PRODUCTION)
      if (!isSet(name)) faults.push(`${name} is not set and has no default in production`);
    if (values.EMBEDDED !== "1")
      for (const name of STORE_URLS)
        if (!isSet(name)) faults.push(`${name} is not set; set it, or EMBEDDED=1 to run the store on this machine`);
    for (const name of ["ADDON_PASSWORD", "ADDON_SSO_SALT"] as const)
      if (values[name] && PLACEHOLDER.test(values[name]))
        faults.push(`${name} is the placeholder of the committed manifest; generate a real one`);
    if (values.BASE_URL && !values.BASE_URL.startsWith("https:"))
      faults.push("BASE_URL must be an https origin in production");
  }
  if (values.BASE_URL && new URL(values.BASE_URL).pathname !== "/")
    faults.push("BASE_URL must be an origin, without a path");
  if (isSet("HEROKU_OAUTH_CLIENT_ID") !== isSet("HEROKU_OAUTH_CLIENT_SECRET"))
    faults.push("HEROKU_OAUTH_CLIENT_ID and HEROKU_OAUTH_CLIENT_SECRET belong together: set both or none");
  if (isSet("SMTP_URL") !== isSet("MAIL_FROM")) faults.push("SMTP_URL and MAIL_FROM belong together: set both or none");
  if (faults.length > 0) throw new ConfigError(faults);

  const developmentSecrets: string[] = [];
  const secret = (name: Name, value: string | null, development: () => string): string => {
    if (value !== null) return value;
    developmentSecrets.push(name);
    return development();
  };
  const port = values.PORT ?? 5000;
  const isRealHeroku = isProduction || values.HEROKU_API_URL !== null;
  return {
    isProduction,
    port,
    baseUrl: new URL(values.BASE_URL ?? `http://127.0.0.1:${port}`).origin,
    dataDir: path.resolve(projectRoot, values.DATA_DIR ?? ".data"),
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    clickhouseUrl: values.CLICKHOUSE_URL,
    clickhouseCluster: values.CLICKHOUSE_CLUSTER,
    spoolShards: values.SPOOL_SHARDS ?? 4,
    spoolBytesMax: values.SPOOL_BYTES_MAX ?? SPOOL_BYTES_MAX_DEFAULT,
    overflowBytesMax: values.OVERFLOW_BYTES_MAX ?? OVERFLOW_BYTES_MAX_DEFAULT,
    addon: {
      id: values.ADDON_ID ?? "draintrail",
      password: secret("ADDON_PASSWORD", values.ADDON_PASSWORD, () => "development-partner-password"),
      ssoSalt: secret("ADDON_SSO_SALT", values.ADDON_SSO_SALT, () => "development-sso-salt"),
    },
    herokuClientSecret: secret("HEROKU_CLIENT_SECRET", values.HEROKU_CLIENT_SECRET, () => "development-client-secret"),
    herokuOauth:
      values.HEROKU_OAUTH_CLIENT_ID && values.HEROKU_OAUTH_CLIENT_SECRET
        ? { clientId: values.HEROKU_OAUTH_CLIENT_ID, clientSecret: values.HEROKU_OAUTH_CLIENT_SECRET }
        : null,
    herokuApiUrl: values.HEROKU_API_URL ?? (isRealHeroku ? HEROKU_API_URL : null),
    herokuIdUrl: values.HEROKU_ID_URL ?? (isRealHeroku ? HEROKU_ID_URL : null),
    encryptionKeys: secret("ENCRYPTION_KEYS", values.ENCRYPTION_KEYS, () => DEVELOPMENT_KEY)
      .split(",")
      .map(decodeKey),
    sessionSecret: secret("SESSION_SECRET", values.SESSION_SECRET, () => "development-only-session-secret-00"),
    auditPollSeconds: values.AUDIT_POLL_SECONDS ?? 60,
    geoipCityMmdb: values.GEOIP_CITY_MMDB,
    geoipAsnMmdb: values.GEOIP_ASN_MMDB,
    mail: values.SMTP_URL && values.MAIL_FROM ? { smtpUrl: values.SMTP_URL, from: values.MAIL_FROM } : null,
    pagerDutyEventsUrl: values.PAGERDUTY_EVENTS_URL ?? PAGERDUTY_EVENTS_URL,
    apiCallsPerMinute: values.API_CALLS_PER_MINUTE ?? API_CALLS_PER_MINUTE_DEFAULT,
    operatorPassword: values.OPERATOR_PASSWORD,
    logLevel: values.LOG_LEVEL ?? logLevelUnset,
    developmentSecrets,
  };
}

/** Fixed, because what a developer stored yesterday must open today; refused in production like every missing secret. */
const DEVELOPMENT_KEY = Buffer.from("draintrail-development-only-key!").toString("base64");

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function decodeKey(value: string): Buffer {
  return Buffer.from(value.trim(), "base64");
}
