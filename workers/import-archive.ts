import { importArchive } from "../app/domain/audit/import-archive.ts";
import { defineWorker } from "./define-worker.ts";

// One at a time: an import keeps a core busy, and another is wanted for the lines.
export const importArchiveWorker = defineWorker({ name: "import-archive", concurrency: 1, handle: importArchive });
