import { exchangeGrant } from "../app/domain/resources/exchange-grant.ts";
import { defineWorker } from "./define-worker.ts";

// Several at once: a grant lives five minutes, and one slow answer of Heroku must not spend the others' time.
export const exchangeGrantWorker = defineWorker({ name: "exchange-grant", concurrency: 5, handle: exchangeGrant });
