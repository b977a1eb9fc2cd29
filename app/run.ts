import { type Config, ConfigError, readConfig } from "./config.ts";
import { createLog, type Log } from "./lib/log.ts";

/** Heroku kills a process 30 s after SIGTERM; by then we have either finished or said what hung. */
const STOP_MS_MAX = 25_000;

export interface Process {
  config: Config;
  log: Log;
  /** Runs when the process is asked to stop; the last one added runs first. */
  onStop(stop: () => Promise<void>): void;
  /** Stops in order and exits with this code. Calling it again changes nothing. */
  stop(exitCode: number): void;
}

/**
 * The frame of each process: configuration with all its faults at once, signals, ordered stop.
 *
 * @param logLevelUnset the level when LOG_LEVEL is not set
 */
export async function run(main: (process: Process) => Promise<void>, logLevelUnset = "info"): Promise<void> {
  const config = configOrExit(logLevelUnset);
  const log = createLog(config.logLevel);
  const stops: (() => Promise<void>)[] = [];
  let isStopping = false;
  const stop = async (exitCode: number) => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => {
      log.fatal("did not stop in time");
      process.exit(1);
    }, STOP_MS_MAX).unref();
    for (const one of stops.reverse())
      await one().catch((error: unknown) => log.error({ err: error }, "error while stopping"));
    process.exit(exitCode);
  };
  process.on("SIGTERM", () => void stop(0));
  process.on("SIGINT", () => void stop(0));
  // After an uncaught error the process' state is unknown: stop in order and let the platform start a new one.
  process.on("uncaughtException", (error) => {
    log.fatal({ err: error }, "uncaught exception");
    void stop(1);
  });
  process.on("unhandledRejection", (error) => {
    log.fatal({ err: error }, "unhandled rejection");
    void stop(1);
  });
  if (config.developmentSecrets.length > 0)
    log.warn({ names: config.developmentSecrets }, "development values stand in for secrets that are not set");
  try {
    await main({
      config,
      log,
      onStop: (one) => void stops.push(one),
      stop: (exitCode) => void stop(exitCode),
    });
  } catch (error) {
    log.fatal({ err: error }, "could not start");
    process.stderr.write(`Draintrail could not start: ${error instanceof Error ? error.message : String(error)}\n`);
    await stop(1);
  }
}

function configOrExit(logLevelUnset: string): Config {
  try {
    return readConfig(process.env, logLevelUnset);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
