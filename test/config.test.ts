import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "../app/config.ts";

const secret = () => randomBytes(32).toString("base64");

/** A complete production environment. */
const production = (changes: Record<string, string | undefined> = {}) => ({
  NODE_ENV: "production",
  BASE_URL: "https://draintrail.example.com",
  DATABASE_URL: "postgres://user:pw@db.example.com/draintrail",
  REDIS_URL: "rediss://:pw@redis.example.com:6380",
  CLICKHOUSE_URL: "https://default:pw@clickhouse.example.com:8443/draintrail",
  ADDON_PASSWORD: secret(),
  ADDON_SSO_SALT: secret(),
  HEROKU_CLIENT_SECRET: secret(),
  ENCRYPTION_KEYS: secret(),
  SESSION_SECRET: secret(),
  ...changes,
});

function faultsOf(env: Record<string, string | undefined>): string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

const named = (faults: string[]) => faults.map((fault) => fault.split(" ")[0]).sort();

describe("readConfig", () => {
  it("needs nothing for a first look: every store embedded, a local Heroku, secrets named as development ones", () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      isProduction: false,
      port: 5000,
      baseUrl: "http://127.0.0.1:5000",
      databaseUrl: null,
      redisUrl: null,
      clickhouseUrl: null,
      herokuApiUrl: null,
      operatorPassword: null,
      auditPollSeconds: 60,
    });
    expect(config.developmentSecrets).toEqual(expect.arrayContaining(["ADDON_PASSWORD", "ENCRYPTION_KEYS"]));
  });

  it("accepts a complete production environment, with no development value in it", () => {
    const config = readConfig(production());
    expect(config.developmentSecrets).toEqual([]);
    expect(config).toMatchObject({
      isProduction: true,
      baseUrl: "https://draintrail.example.com",
      herokuApiUrl: "https://api.heroku.com",
      herokuIdUrl: "https://id.heroku.com",
    });
  });

  it("reports every fault at once", () => {
    const env = { PORT: "http", SPOOL_SHARDS: "0", LOG_LEVEL: "loud", AUDIT_POLL_SECONDS: "5", REDIS_URL: "localhost" };
    expect(named(faultsOf({ ...env, GEOIP_ASN_MMDB: "/nope" }))).toEqual([
      "AUDIT_POLL_SECONDS",
      "GEOIP_ASN_MMDB",
      "LOG_LEVEL",
      "PORT",
      "REDIS_URL",
      "SPOOL_SHARDS",
    ]);
  });

  it("refuses an overflow of which one resource's half would hold no frame", () => {
    expect(faultsOf({ OVERFLOW_BYTES_MAX: "1048576" })).toEqual([
      expect.stringMatching(/^OVERFLOW_BYTES_MAX must be a whole number from 4194304 /),
    ]);
  });

  it("takes an empty LOG_LEVEL for none, where the default is another, too", () => {
    for (const env of [{}, { LOG_LEVEL: "" }]) {
      expect(readConfig(env).logLevel).toBe("info");
      expect(readConfig(env, "warn").logLevel).toBe("warn");
    }
    expect(readConfig({ LOG_LEVEL: "error" }, "warn").logLevel).toBe("error");
  });

  it("reports each fault once", () => {
    const faults = faultsOf({ NODE_ENV: "production", PORT: "x" });
    expect(faults).toEqual([...new Set(faults)]);
  });

  it("never prints a value", () => {
    const bad = "hunter2-very-secret";
    const names = [
      "PORT",
      "DATABASE_URL",
      "REDIS_URL",
      "CLICKHOUSE_URL",
      "ENCRYPTION_KEYS",
      "SESSION_SECRET",
      "OPERATOR_PASSWORD",
    ];
    const env = Object.fromEntries(names.map((name) => [name, name === "OPERATOR_PASSWORD" ? "hunter2" : bad]));
    const faults = faultsOf({ ...env, LOG_LEVEL: bad, ADDON_ID: `Not ${bad}` });
    expect(faults.length).toBeGreaterThanOrEqual(7);
    expect(faults.join("\n")).not.toContain("hunter2");
  });

  it.each([
    "BASE_URL",
    "ADDON_PASSWORD",
    "ADDON_SSO_SALT",
    "HEROKU_CLIENT_SECRET",
    "ENCRYPTION_KEYS",
    "SESSION_SECRET",
  ])("in production refuses to start without %s, also when it is set to nothing", (name) => {
    expect(named(faultsOf(production({ [name]: undefined })))).toEqual([name]);
    expect(named(faultsOf(production({ [name]: "" })))).toEqual([name]);
  });

  it.each(["DATABASE_URL", "REDIS_URL", "CLICKHOUSE_URL"])(
    "in production runs no store on this machine without being told to: %s",
    (name) => {
      const [fault, ...more] = faultsOf(production({ [name]: undefined }));
      expect(more).toEqual([]);
      expect(fault).toContain("EMBEDDED=1");
      expect(faultsOf(production({ [name]: undefined, EMBEDDED: "1" }))).toEqual([]);
    },
  );

  it("in production refuses the committed manifest's placeholders", () => {
    const env = production({
      ADDON_PASSWORD: "replace-me-with-the-partner-password",
      ADDON_SSO_SALT: "replace-me-with-the-sso-salt",
    });
    expect(named(faultsOf(env))).toEqual(["ADDON_PASSWORD", "ADDON_SSO_SALT"]);
  });

  it("in production wants https, and always an origin", () => {
    expect(named(faultsOf(production({ BASE_URL: "http://draintrail.example.com" })))).toEqual(["BASE_URL"]);
    expect(named(faultsOf(production({ BASE_URL: "https://draintrail.example.com/app" })))).toEqual(["BASE_URL"]);
    expect(readConfig({ BASE_URL: "http://127.0.0.1:7000/" }).baseUrl).toBe("http://127.0.0.1:7000");
  });

  it("wants OAuth's two halves together", () => {
    expect(faultsOf({ HEROKU_OAUTH_CLIENT_ID: "id" })).toHaveLength(1);
    expect(readConfig({ HEROKU_OAUTH_CLIENT_ID: "id", HEROKU_OAUTH_CLIENT_SECRET: "s" }).herokuOauth).toEqual({
      clientId: "id",
      clientSecret: "s",
    });
  });

  it("wants a mail server and a sender together, and a sender that is one", () => {
    expect(readConfig({}).mail).toBeNull();
    expect(faultsOf({ SMTP_URL: "smtps://u:p@mail.example.com" })).toHaveLength(1);
    const from = "Draintrail <alerts@example.com>";
    expect(readConfig({ SMTP_URL: "smtp://mail.example.com:587", MAIL_FROM: from }).mail).toEqual({
      smtpUrl: "smtp://mail.example.com:587",
      from,
    });
    expect(named(faultsOf({ SMTP_URL: "https://mail.example.com", MAIL_FROM: from }))).toEqual(["SMTP_URL"]);
    expect(named(faultsOf({ SMTP_URL: "smtp://mail.example.com", MAIL_FROM: "nobody" }))).toEqual(["MAIL_FROM"]);
  });

  it("reads several encryption keys in order, and refuses one that is not 32 bytes", () => {
    const keys = [secret(), secret()];
    expect(
      readConfig({ ENCRYPTION_KEYS: keys.join(", ") }).encryptionKeys.map((key) => key.toString("base64")),
    ).toEqual(keys);
    for (const bad of [`${keys[0]},`, `${keys[0]},c2hvcnQ=`, "c2hvcnQ="])
      expect(named(faultsOf({ ENCRYPTION_KEYS: bad }))).toEqual(["ENCRYPTION_KEYS"]);
  });
});
