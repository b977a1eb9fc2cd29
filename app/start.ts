import path from "node:path";
import { startWorkers } from "../workers/start.ts";
import { withChosenPort } from "./any-port.ts";
import { boot } from "./boot.ts";
import { run } from "./run.ts";
import { sandboxOauthClient, startSandbox } from "./start-sandbox.ts";
import { startWeb } from "./web-process.ts";

/**
 * `npm start`: the whole service in one process, and a local Heroku beside it when no real one is configured. Made for
 * a first look and for development; production runs server.ts and workers/main.ts.
 */
await run(async ({ config: given, log, onStop, stop }) => {
  const config = await withChosenPort(given);
  const sandbox = config.herokuApiUrl === null ? await startSandbox(config, log) : null;
  if (sandbox) onStop(sandbox.stop);
  const apiUrl = sandbox?.url ?? config.herokuApiUrl ?? "";
  const herokuOauth = config.herokuOauth ?? (sandbox ? sandboxOauthClient : null);
  const booted = await boot({ ...config, herokuOauth }, log, {
    migratesAll: true,
    heroku: { apiUrl, idUrl: config.herokuIdUrl ?? sandbox?.url ?? apiUrl },
    onStoreLost: (what) => {
      log.fatal({ what }, "store lost");
      stop(1);
    },
  });
  onStop(booted.close);
  onStop((await startWorkers(booted.services)).stop);
  const web = await startWeb(booted.services);
  onStop(web.stop);
  const lines = [
    `Draintrail is running at ${config.baseUrl}`,
    `Its data is in ${path.relative(process.cwd(), config.dataDir) || "."}`,
  ];
  if (sandbox) {
    const demo = await sandbox.startDemo();
    lines.push(
      `A local Heroku runs at ${sandbox.url}; its app ${demo.app} has the add-on and is writing logs.`,
      "",
      `Open the dashboard:  ${demo.ssoUrl}`,
    );
  }
  lines.push("", "Ctrl-C stops everything; the data stays.");
  process.stdout.write(`\n${lines.map((line) => `  ${line}`).join("\n")}\n\n`);
}, "warn");
