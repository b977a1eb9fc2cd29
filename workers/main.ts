import { boot } from "../app/boot.ts";
import { HEROKU_API_URL, HEROKU_ID_URL, isEmbedded } from "../app/config.ts";
import { run } from "../app/run.ts";
import { startWorkers } from "./start.ts";

/** The worker process of production; as many as wanted against the same three stores. */
await run(async ({ config, log, onStop, stop }) => {
  if (isEmbedded(config))
    throw new Error(
      "workers run inside the web process while a store is embedded; set DATABASE_URL, REDIS_URL and CLICKHOUSE_URL",
    );
  const booted = await boot(config, log, {
    heroku: { apiUrl: config.herokuApiUrl ?? HEROKU_API_URL, idUrl: config.herokuIdUrl ?? HEROKU_ID_URL },
    onStoreLost: () => stop(1),
  });
  onStop(booted.close);
  onStop((await startWorkers(booted.services)).stop);
  log.info("workers are running");
});
