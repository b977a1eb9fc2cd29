import { exchangeGrant } from "../app/domain/resources/exchange-grant.ts";
import { defineWorker } from "./define-worker.ts";

// Several at once: a grant lives five minutes, and one slow answer of Heroku must not spend the others' time. Each holds
// a connection of the pool of ten while Heroku answers, so not more than three.
export const exchangeGrantWorker = defineWorker({ name: "exchange-grant", concurrency: 3, handle: exchangeGrant });
