import { rotateKeys } from "./domain/secrets/rotate-keys.ts";
import { createSecretBox } from "./lib/secrets.ts";
import { run } from "./run.ts";
import { openPostgres } from "./stores/postgres/connection.ts";

/**
 * `npm run keys:rotate`, with the new key first in ENCRYPTION_KEYS and the old ones after it, while the service runs
 * with the same list. Needs DATABASE_URL: an embedded Postgres belongs to the service's own process.
 */
await run(async ({ config, log, onStop, stop }) => {
  if (config.databaseUrl === null)
    throw new Error("set DATABASE_URL: keys are rotated in the database the service uses");
  const pg = openPostgres(config.databaseUrl);
  onStop(() => pg.destroy());
  const sum = await rotateKeys({ stores: { pg }, secrets: createSecretBox(config.encryptionKeys), log });
  process.stdout.write(`${sum.resealed} sealed anew, ${sum.current} were current, ${sum.unreadable} unreadable\n`);
  stop(sum.unreadable === 0 ? 0 : 1);
});
