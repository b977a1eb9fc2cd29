/**
 * `heroku router`: one logfmt line a request.
 *
 * Fields keep the router's own names and units: `method`, `path`, `host`, `request_id`, `fwd`, `dyno`, `connect` and
 * `service` (`41ms`), `status`, `bytes`, `protocol`, `tls`, `tls_version`, and on trouble `code` (`H12`), `desc`, `sock`.
 * Values may be empty. Source: Dev Center "HTTP Routing" and "Heroku Error Codes".
 */
import type { LineLevel } from "../../../contract/line.ts";
import { FieldList } from "../../../lib/field-list.ts";
import type { LineParser } from "./fields.ts";
import { readPairs } from "./logfmt.ts";

export const router: LineParser = {
  kind: "router",
  parse(message) {
    const fields = new FieldList(message);
    if (readPairs(message, fields).pairs === 0) return null;
    return { fields, level: routerLevel(fields), writing: "pairs" };
  },
};

/** `at=info` may still carry a 503 (H80, maintenance), so the status has its say too. */
function routerLevel(fields: FieldList): LineLevel {
  const at = fields.get("at");
  const status = fields.get("status");
  if (at === "error" || (status !== undefined && status.length === 3 && status >= "500")) return "error";
  return at === "warning" ? "warn" : "info";
}
