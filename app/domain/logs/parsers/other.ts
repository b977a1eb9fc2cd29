/**
 * A source that is neither the platform's nor the app's (a sender through a manual drain, a platform part we do not know):
 * its JSON, logfmt and level words are as good as an app's.
 */
import { app } from "./app.ts";
import type { LineParser } from "./fields.ts";

export const other: LineParser = { kind: "other", parse: app.parse };
