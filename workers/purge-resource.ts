import { purgeResource } from "../app/domain/resources/purge-resource.ts";
import { defineWorker } from "./define-worker.ts";

// One at a time: a ClickHouse mutation rewrites parts, and two at once only slow the store for everyone.
export const purgeResourceWorker = defineWorker({ name: "purge-resource", concurrency: 1, handle: purgeResource });
