import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { createLog } from "../../app/lib/log.ts";
import { startEmbeddedPostgres } from "../../app/stores/embedded/postgres.ts";
import { openPostgres } from "../../app/stores/postgres/connection.ts";
import { migratePostgres } from "../../migrations/postgres.ts";
import { makeRunDir } from "./run-dir.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A server whose database `template_draintrail` is migrated and has no connections: clone it. */
    postgresUrl: string;
    /** The folder of the run, which goes with it: `os.tmpdir()` of the workers. */
    runDir: string;
  }
}

/** A busy disk takes seconds for what a request's statement would have given up by then. */
const SETUP_MS_MAX = 60_000;

/** One Postgres for the whole run, migrated once into a template; every test file clones its own database. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const runDir = await makeRunDir();
  // What the workers, and all that they start, take for the place of temporary files.
  process.env.TMPDIR = runDir;
  const dir = path.join(runDir, "postgres");
  await mkdir(dir);
  const postgres = await startEmbeddedPostgres({ dir, log: createLog("silent"), isDurable: false });
  const server = openPostgres(postgres.url, { queryMsMax: SETUP_MS_MAX });
  await server.raw("create database template_draintrail");
  await server.destroy();
  const template = openPostgres(withDatabase(postgres.url, "template_draintrail"), { queryMsMax: SETUP_MS_MAX });
  await migratePostgres(template);
  await template.destroy();
  project.provide("postgresUrl", postgres.url);
  project.provide("runDir", runDir);
  return async () => {
    await postgres.stop();
    await rm(runDir, { recursive: true, force: true });
  };
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
