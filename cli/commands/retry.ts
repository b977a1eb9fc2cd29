/** Between tries, doubled each time: a restart of the service takes seconds. */
export const RETRY_MS = 1_000;
export const RETRY_MS_MAX = 30_000;
