/** Limits that both sides of the API know; each with its reason. */

/** A page of lines stays small enough to render and to cancel. */
export const LOGS_LIMIT_MAX = 1000;
export const LOGS_LIMIT_DEFAULT = 200;
/** A histogram is at most as many buckets as a wide screen has bars worth telling apart. */
export const HISTOGRAM_BUCKETS_MAX = 500;
/** The last hour touches 61 minutes. */
export const HISTOGRAM_BUCKETS_DEFAULT = 61;
/** Sums (fields, statistics) read their whole range: a little more than the longest retention there is. */
export const SUMMARY_RANGE_DAYS_MAX = 100;
/** Of more matching lines than this, facets are counted on a part: a million are grouped in about a second. */
export const FACET_LINES_MAX = 1_000_000;
/** Keys of `fields`, and values of each: what a side panel can show. */
export const FACET_KEYS_MAX = 20;
export const FACET_VALUES_MAX = 10;
/** One export: some hundreds of MB. The next one goes on where it ended. */
export const EXPORT_LINES_MAX = 1_000_000;
/** Processes in one picture of memory and load: formations are rarely larger, and a picture is unreadable long before. */
export const STATS_PROCESSES_MAX = 100;
/** A page of changes: each carries the event as received. */
export const CHANGES_LIMIT_MAX = 1000;
export const CHANGES_LIMIT_DEFAULT = 100;
/** One export of changes: a year of a very busy account. */
export const EXPORT_CHANGES_MAX = 1_000_000;
/** Suspects for one moment. The screen shows twenty; a program may rank them its own way. */
export const AROUND_LIMIT_MAX = 200;
export const AROUND_LIMIT_DEFAULT = 20;
/** How far back a cause may lie: a day by default, at most four weeks. */
export const AROUND_MINUTES_MAX = 28 * 24 * 60;
export const AROUND_MINUTES_DEFAULT = 24 * 60;
/** Lines on each side of one line. */
export const CONTEXT_LINES_MAX = 500;
export const CONTEXT_LINES_DEFAULT = 50;
/** A dyno cuts what an app writes in one go into lines of so many bytes. Source: heroku/log-shuttle, DefaultMaxLineLength. */
export const CUT_LINE_BYTES = 10_000;
/** A query longer than this is no search anyone typed or pasted; it bounds the parser's and the SQL's size. */
export const QUERY_CHARS_MAX = 4096;
/** Searches of one add-on that are kept under a name: what a list still shows. */
export const SAVED_SEARCHES_MAX = 100;
export const SAVED_SEARCH_NAME_CHARS_MAX = 100;
/** Filters of one add-on: each is asked of each of its lines, so these are for what is too much, not for a taste. */
export const EXCLUSIONS_MAX = 10;
export const EXCLUSION_NAME_CHARS_MAX = 100;
/** What names a kind of lines is short; and what it costs is paid for each line. */
export const EXCLUSION_QUERY_CHARS_MAX = 500;
/** Names, and beginnings of words, whose values are masked: what a team can list and keep in mind. */
export const REDACTION_KEYS_MAX = 50;
export const REDACTION_PREFIXES_MAX = 50;
/** Lines a preview of redaction looks at, and how many of the changed it shows: a second's work, and what one reads. */
export const REDACTION_PREVIEW_LINES = 1_000;
export const REDACTION_PREVIEW_SHOWN = 5;
/** A page of what was changed in the add-on itself. */
export const ACTIVITY_LIMIT_MAX = 1_000;
export const ACTIVITY_LIMIT_DEFAULT = 100;
/** Alerts of one add-on: each is a count of lines a minute, and more than this nobody reads. */
export const ALERTS_MAX = 50;
export const ALERT_NAME_CHARS_MAX = 100;
/** A day: what is rarer is no alarm, and the shortest retention is three. */
export const ALERT_WINDOW_MINUTES_MAX = 24 * 60;
export const ALERT_COUNT_MAX = 1_000_000_000;
/** Below it every window is more than another. */
export const ALERT_TIMES_MIN = 1.1;
export const ALERT_TIMES_MAX = 1_000;
export const ALERT_TIMES_DEFAULT = 3;
/** A page of what an alert did; it is kept for a month. */
export const ALERT_EVENTS_MAX = 100;
/** A URL longer than this is none that anybody gives out for messages. */
export const ALERT_URL_CHARS_MAX = 2_048;
/** RFC 5321 allows an address 254 characters. Source: RFC 3696, erratum 1690. */
export const EMAIL_CHARS_MAX = 254;
/** A team that needs more than these to change things wants no list. */
export const ADMINS_MAX = 50;
/** A key of S3 has 1024 bytes, of which ours take some forty; nobody's folders are that deep. */
export const BUCKET_PREFIX_CHARS_MAX = 200;
/** Hours that were copied: a day, and at most a month. */
export const BUCKET_HOURS_DEFAULT = 24;
export const BUCKET_HOURS_MAX = 744;
/** Programs that call the API for one add-on; one more wants an old one revoked. */
export const API_TOKENS_MAX = 50;
export const API_TOKEN_NAME_CHARS_MAX = 100;
/** Apps and spaces that one add-on listens to by hand; more would be a fleet, which wants an add-on each. */
export const MANUAL_DRAINS_MAX = 50;
/** A name is read in a table cell. */
export const MANUAL_DRAIN_NAME_CHARS_MAX = 100;
/** Enterprise accounts of one customer; a holding may have a few. */
export const AUDIT_SOURCES_MAX = 20;
