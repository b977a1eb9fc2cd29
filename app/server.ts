import { startWorkers } from "../workers/start.ts";
import { withChosenPort } from "./any-port.ts";
import { boot } from "./boot.ts";
import { HEROKU_API_URL, HEROKU_ID_URL, isEmbedded } from "./config.ts";
import { run } from "./run.ts";
import { startWeb } from "./web-process.ts";

/** The web process of production. With embedded stores the workers live here too: the engine is inside this process. */
await run(async ({ config: given, log, onStop, stop }) => {
  const config = await withChosenPort(given);
  const heroku = { apiUrl: config.herokuApiUrl ?? HEROKU_API_URL, idUrl: config.herokuIdUrl ?? HEROKU_ID_URL };
  const booted = await boot(config, log, {
    heroku,
    onStoreLost: (what) => {
      log.fatal({ what }, "store lost");
      stop(1);
    },
  });
  onStop(booted.close);
  if (isEmbedded(config)) onStop((await startWorkers(booted.services)).stop);
  const web = await startWeb(booted.services);
  onStop(web.stop);
  log.info({ port: web.port, baseUrl: config.baseUrl }, "web is listening");
});
