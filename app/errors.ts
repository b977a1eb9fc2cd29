import type { Problem } from "./contract/api.ts";

/**
 * Every refusal of ours: a stable code, its HTTP status and the calm sentence the caller reads.
 * `docs/errors.md` has a row for each (a test holds the two together). The detail for the operator goes to the log.
 */
export const FAULTS = {
  "auth.missing": { status: 401, say: "Sign in, or send an API token as `Authorization: Bearer dt_…`." },
  "auth.bad_token": {
    status: 401,
    say: "This API token is unknown, expired or revoked. Create a new one in Settings.",
  },
  "auth.scope": { status: 403, say: "This API token may not do that. Use one with the scope the call needs." },
  "auth.read_only": {
    status: 403,
    say: "You may look here, and change nothing. Those who may are named in Settings.",
  },
  "auth.session_ended": {
    status: 401,
    say: "This dashboard session has ended. Open it again with `heroku addons:open {addon}`.",
  },
  "session.other_resource": {
    status: 409,
    say: "Another Draintrail dashboard was opened in this browser since. Open this one again from Heroku.",
  },
  "auth.cross_site": { status: 403, say: "This request came from another site. Open the dashboard and try again." },
  "api.rate_limited": { status: 429, say: "Too many calls. Try again in {seconds} s." },
  "api.too_many_open": {
    status: 429,
    say: "At most {max} {what} of one add-on run at a time. End one, or try again in {seconds} s.",
  },
  "partner.bad_credentials": { status: 401, say: "The add-on id or password is wrong." },
  "partner.bad_body": { status: 422, say: "The request could not be read. Please try again or contact support." },
  "partner.unknown_plan": { status: 422, say: "Draintrail does not offer this plan. Choose one of: {plans}." },
  "partner.unsupported_option": { status: 422, say: "Draintrail does not know the option {option}. Leave it out." },
  "partner.unavailable": {
    status: 503,
    say: "Draintrail cannot provision right now. Please try again in a few minutes.",
  },
  "resource.gone": {
    status: 410,
    say: "This Draintrail resource was removed. Create a new one with `heroku addons:create {addon}`.",
  },
  "resource.not_found": { status: 404, say: "Draintrail does not know this resource." },
  "webhook.bad_signature": { status: 401, say: "The signature does not match this subscription." },
  "sso.denied": {
    status: 403,
    say: "This sign-in link is invalid or older than five minutes. Open Draintrail again from Heroku.",
  },
  "drain.unknown_token": { status: 404, say: "This drain is not registered. Remove it with `heroku drains:remove`." },
  "drain.missing_token": { status: 401, say: "The Logplex-Drain-Token header is missing." },
  "drain.content_type": {
    status: 415,
    say: "Send `Content-Type: application/logplex-1`, not compressed (to a manual drain: plain or gzip).",
  },
  "drain.bad_credentials": {
    status: 401,
    say: "The drain's id or secret is wrong, or the drain was revoked. Use the URL from Settings.",
  },
  "drain.pinned_token": {
    status: 401,
    say: "This drain is pinned to another Logplex-Drain-Token. Create a drain of its own for this sender.",
  },
  "drain.bad_gzip": { status: 400, say: "The body is not valid gzip." },
  "drain.too_large": { status: 413, say: "A frame may be at most 1 MiB." },
  "drain.bad_framing": { status: 400, say: "The body is not a sequence of octet-counted syslog messages." },
  "drain.unavailable": { status: 503, say: "The frame could not be stored just now. Send it again." },
  "otlp.content_type": {
    status: 415,
    say: "Send OTLP log records as `application/x-protobuf` or `application/json`, plain or gzip.",
  },
  "otlp.too_large": { status: 413, say: "An OTLP request may be at most 4 MiB, before and after it is expanded." },
  "otlp.bad_body": { status: 400, say: "The body is not an OTLP request for logs." },
  "drain.not_found": { status: 404, say: "There is no such manual drain, or it was revoked." },
  "drain.too_many": {
    status: 422,
    say: "There can be at most {max} manual drains. Revoke one that is no longer used.",
  },
  "token.not_found": { status: 404, say: "There is no such API token, or it was revoked." },
  "token.too_many": { status: 422, say: "There can be at most {max} API tokens. Revoke one that is no longer used." },
  "query.bad_range": {
    status: 422,
    say: "`from` and `to` must be ISO 8601 times, `now`, or like `-15m`, and `from` before `to`.",
  },
  "query.range_too_wide": { status: 422, say: "The range may be at most {days} days. Move `from` closer to `to`." },
  "query.bad_param": { status: 422, say: "A parameter is wrong: {field} {problem}." },
  "query.bad_cursor": { status: 422, say: "This cursor is not one of ours. Start again without it." },
  "query.too_large": {
    status: 422,
    say: "This query has too many conditions on numbers or addresses. Use fewer, or a block of addresses like `ip:203.0.113.0/24`.",
  },
  "query.too_slow": { status: 503, say: "This search took too long. Narrow the time range or the query." },
  "search.not_found": { status: 404, say: "There is no such saved search, or it was removed." },
  "search.name_taken": { status: 409, say: "There is a saved search of this name already. Choose another name." },
  "search.too_many": {
    status: 422,
    say: "There can be at most {max} saved searches. Remove one that is no longer used.",
  },
  "exclusion.not_found": { status: 404, say: "There is no such exclusion filter, or it was removed." },
  "exclusion.name_taken": {
    status: 409,
    say: "There is an exclusion filter of this name already. Choose another name.",
  },
  "exclusion.too_many": {
    status: 422,
    say: "There can be at most {max} exclusion filters. Remove one that is no longer used.",
  },
  "exclusion.too_wide": {
    status: 422,
    say: "This query matches every line, so nothing would be stored. Say what is to be left out.",
  },
  "alert.not_found": { status: 404, say: "There is no such alert, or it was removed." },
  "alert.name_taken": { status: 409, say: "There is an alert of this name already. Choose another name." },
  "admins.without_you": { status: 422, say: "You would lock yourself out. {why}, or let everybody change things." },
  "alert.too_many": { status: 422, say: "There can be at most {max} alerts. Remove one that is no longer used." },
  "alert.bad_address": {
    status: 422,
    say: "Alerts cannot be sent to this address: {problem}. Give a public https address.",
  },
  "alert.no_mail": { status: 422, say: "No mail is sent from here. Choose another destination." },
  "alert.unknown_address": {
    status: 422,
    say: "Mail goes to people who have opened this dashboard from Heroku. Give the address of one of them.",
  },
  "line.not_found": { status: 404, say: "There is no such line, or its retention has passed." },
  "change.not_found": { status: 404, say: "There is no such change, or its retention has passed." },
  "trace.not_found": { status: 404, say: "No line has this request id, or its retention has passed." },
  "audit.plan": {
    status: 422,
    say: "The audit trail is part of the Enterprise plan. Upgrade with `heroku addons:upgrade`, then add the account.",
  },
  "audit.bad_token": {
    status: 422,
    say: "Heroku does not accept this token. Check that it was copied whole, or make a new one with `heroku authorizations:create`.",
  },
  "audit.account_not_visible": {
    status: 422,
    say: "This token does not see that enterprise account. It sees: {seen}.",
  },
  "audit.no_manage": {
    status: 422,
    say: "The token's user has no `manage` permission on {account}. Ask an account manager for it, or use a manager's token.",
  },
  "audit.scope_too_narrow": {
    status: 422,
    say: "The token's scope ({held}) does not open the audit trail. Heroku accepts: {accepted}. Make a token with one of these.",
  },
  "audit.events_refused": {
    status: 422,
    say: "Heroku lists the account but refuses its audit trail ({id}). Check at Heroku that the account is active and has audit trails.",
  },
  "audit.duplicate": { status: 422, say: "The audit trail of {account} is collected already." },
  "audit.too_many": {
    status: 422,
    say: "There can be at most {max} audit sources. Remove one that is no longer used.",
  },
  "audit.heroku_away": {
    status: 503,
    say: "Heroku does not answer just now. Try again in a minute; nothing was changed.",
  },
  "audit.connection_not_found": {
    status: 404,
    say: "This connection with Heroku was used, or is older than an hour. Connect again.",
  },
  "audit.source_not_found": { status: 404, say: "There is no such audit source." },
  "audit.job_not_found": { status: 404, say: "There is no such job, or it is older than a week." },
  "audit.not_active": { status: 409, say: "This audit source is {status}: {advice}." },
  "audit.connect_off": { status: 404, say: "Connecting with Heroku is not configured here. Paste a token instead." },
  "audit.connect_denied": {
    status: 403,
    say: "Heroku was told not to connect. Connect again and allow it, or paste a token.",
  },
  "audit.connect_expired": {
    status: 403,
    say: "This way back from Heroku is not ours, was used, or is older than an hour. Connect again.",
  },
  "audit.connect_refused": {
    status: 403,
    say: "Heroku did not accept the connection. Connect again, or paste a token.",
  },
  "bucket.not_found": { status: 404, say: "No bucket is set up. `PUT /api/v1/bucket` takes one." },
  "bucket.bad_address": { status: 422, say: "Draintrail does not call this endpoint: {problem}." },
  "bucket.refused": { status: 422, say: "A test file could not be written to the bucket: {problem}." },
  "service.unavailable": { status: 503, say: "Draintrail cannot answer right now. Please try again in a minute." },
  "route.not_found": { status: 404, say: "There is nothing at this address." },
  "route.method": { status: 405, say: "This address does not take that method." },
  "request.invalid": { status: 400, say: "The address or a header of this request cannot be read." },
  "body.invalid": { status: 400, say: "The body is not a JSON object." },
  "body.encoding": { status: 415, say: "The body's character set or compression is not known here. Send plain UTF-8." },
  "body.bad_member": { status: 422, say: "A member of the body is wrong: {field} {problem}." },
  "body.too_large": { status: 413, say: "The body is too large." },
  internal: { status: 500, say: "Something went wrong on our side. Please try again." },
} as const satisfies Record<string, { status: number; say: string }>;

export type FaultCode = keyof typeof FAULTS;

/** What a 503 says in `Retry-After`, in seconds. A store that is back is found again within two. */
export const RETRY_AFTER_SECONDS = 5;

/**
 * A refusal on purpose. `detail` is for the log; `fill` replaces `{name}` in the public sentence (`{addon}`: `sentenceOf`);
 * `members` are further members of the problem document, for programs.
 */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly fill: Record<string, string>;
  readonly members: Record<string, unknown>;
  constructor(
    code: FaultCode,
    options: {
      detail?: string;
      fill?: Record<string, string>;
      members?: Record<string, unknown>;
      cause?: unknown;
    } = {},
  ) {
    super(options.detail ?? code, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "Fault";
    this.code = code;
    this.fill = options.fill ?? {};
    this.members = options.members ?? {};
  }
  get status(): number {
    return FAULTS[this.code].status;
  }
  /** The public sentence, with its blanks filled. */
  get say(): string {
    return FAULTS[this.code].say.replace(/\{(\w+)\}/g, (blank, name: string) => this.fill[name] ?? blank);
  }
}

/** The service that answers, as it is configured: a staging add-on has another name and address than production. */
export interface AnsweringService {
  baseUrl: string;
  addon: { id: string };
}

/** A fault's sentence, which may tell people what to type for this add-on. */
export function sentenceOf(fault: Fault, { addon }: Pick<AnsweringService, "addon">): string {
  return fault.say.replaceAll("{addon}", addon.id);
}

/** The RFC 9457 body of a fault. Programs go by `code`, which is the same everywhere. */
export function toProblem(fault: Fault, service: AnsweringService): Problem {
  return {
    type: `${service.baseUrl}/docs/errors#${fault.code}`,
    title: fault.code,
    status: fault.status,
    detail: sentenceOf(fault, service),
    code: fault.code,
    ...fault.members,
  };
}
