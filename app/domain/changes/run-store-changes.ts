import { setTimeout as sleep } from "node:timers/promises";
import type { Services } from "../../context.ts";
import type { PublishedLine } from "../logs/publish-lines.ts";
import { storeLineChanges } from "./store-line-changes.ts";

/**
 * An insert costs by the part, and a part of changes has 55 columns: the few of each batch, several times a second, took a
 * tenth of what ingest costs. Nobody waits for a change that was made by hand two seconds ago.
 */
const GATHER_MS = 2_000;

/** Runs until stopped; `stop` stores what still waits, if it can. */
export function runStoreChanges(services: Services): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const once = () =>
    storeWaitingChanges(services).catch((error: unknown) =>
      services.log.warn({ err: error }, "changes not stored, trying again"),
    );
  const loop = async () => {
    while (!stopping.signal.aborted) {
      await sleep(GATHER_MS, undefined, { signal: stopping.signal }).catch(() => {}); // woken by `stop`
      await once();
    }
  };
  const running = loop();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Stores, as changes, the lines of Heroku's API that wait for it. */
export async function storeWaitingChanges(services: Services): Promise<void> {
  const store = (batches: string[]) =>
    storeLineChanges(
      services,
      batches.flatMap((batch) => JSON.parse(batch) as PublishedLine[]),
    );
  while (await services.stores.apiLines.work(store));
}
