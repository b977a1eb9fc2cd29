/** Limits that both sides of the API know; each with its reason. */

/** design: a page of lines stays small enough to render and to cancel. */
export const LOGS_LIMIT_MAX = 1000;
export const LOGS_LIMIT_DEFAULT = 200;
/** A histogram is at most as many buckets as a wide screen has bars worth telling apart. */
export const HISTOGRAM_BUCKETS_MAX = 500;
export const HISTOGRAM_BUCKETS_DEFAULT = 60;
/** Lines on each side of one line. */
export const CONTEXT_LINES_MAX = 500;
export const CONTEXT_LINES_DEFAULT = 50;
/** A query longer than this is no search anyone typed or pasted; it bounds the parser's and the SQL's size. */
export const QUERY_CHARS_MAX = 4096;
/** Apps and spaces that one add-on listens to by hand; more would be a fleet, which wants an add-on each. */
export const MANUAL_DRAINS_MAX = 50;
/** A name is read in a table cell. */
export const MANUAL_DRAIN_NAME_CHARS_MAX = 100;
