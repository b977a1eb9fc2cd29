/**
 * Heroku Scheduler's one-off dynos: `heroku scheduler.4410` is the platform about the dyno, `app scheduler.4410` the job's output.
 * Source: Dev Center "Heroku Scheduler".
 */
import { app } from "./app.ts";
import { dyno } from "./dyno.ts";
import type { LineParser } from "./fields.ts";

export const scheduler: LineParser = {
  kind: "scheduler",
  parse(message, names) {
    return names.appName === "heroku" ? dyno.parse(message, names) : app.parse(message, names);
  },
};
