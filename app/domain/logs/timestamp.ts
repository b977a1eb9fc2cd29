import { areSame, copyBytes } from "../../lib/byte-words.ts";

/** The last full year whose microseconds are a safe integer; also within ClickHouse's DateTime64. */
const YEAR_MAX = 2254;
const DASH = 0x2d;

/**
 * An RFC 3339 moment as microseconds since 1970 UTC, or null when it is none: wrong shape, a day the month does not
 * have, hour 24, second 60 (RFC 5424 forbids leap seconds), or a year outside 1970-2254. Digits past the microsecond are cut.
 */
export function readTimestamp(body: Buffer, start: number, end: number): number | null {
  if (end - start < 20) return null;
  const year = readDigits(body, start, 4);
  const month = readDigits(body, start + 5, 2);
  const day = readDigits(body, start + 8, 2);
  const hour = readDigits(body, start + 11, 2);
  const minute = readDigits(body, start + 14, 2);
  const second = readDigits(body, start + 17, 2);
  if (
    body[start + 4] !== DASH ||
    body[start + 7] !== DASH ||
    ((body[start + 10] as number) | 0x20) !== 0x74 ||
    body[start + 13] !== 0x3a ||
    body[start + 16] !== 0x3a ||
    year < 1970 ||
    year > YEAR_MAX ||
    month < 1 ||
    month > 12 ||
    day < 1 ||
    day > daysInMonth(year, month) ||
    hour < 0 ||
    hour > 23 ||
    minute < 0 ||
    minute > 59 ||
    second < 0 ||
    second > 59
  )
    return null;

  const rest = readRest(body, start, end);
  if (rest === null) return null;
  const seconds = daysSince1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
  const sum = seconds * 1_000_000 + rest;
  return sum < 0 ? null : sum;
}

/** The second that was read last: most times begin with the same one, and then only what follows is read. */
export class SecondMemory {
  readonly #words = new DataView(new ArrayBuffer(SECOND_BYTES));
  /** Microseconds from 1970 to what the words say, as if they were UTC; -1 for nothing. */
  #micros = -1;

  /** @returns as `readTimestamp` */
  read(body: Buffer, view: DataView, start: number, end: number): number | null {
    if (this.#micros >= 0 && end - start > SECOND_BYTES && areSame(view, start, this.#words, 0, SECOND_BYTES)) {
      const rest = readRest(body, start, end);
      if (rest === null) return null;
      const sum = this.#micros + rest;
      return sum < 0 ? null : sum;
    }
    const micros = readTimestamp(body, start, end);
    if (micros !== null) {
      copyBytes(view, start, start + SECOND_BYTES, this.#words, 0);
      this.#micros = micros - (readRest(body, start, end) as number);
    }
    return micros;
  }
}

/** `YYYY-MM-DDThh:mm:ss` */
const SECOND_BYTES = 19;

/** What stands behind the second, a fraction or none and an offset, in microseconds; null when it is no such thing. */
function readRest(body: Buffer, start: number, end: number): number | null {
  let at = start + SECOND_BYTES;
  let micros = 0;
  if (body[at] === 0x2e) {
    let unit = 100_000;
    const fraction = ++at;
    for (let byte = body[at] as number; at < end && byte >= 0x30 && byte <= 0x39; byte = body[++at] as number) {
      micros += (byte - 0x30) * unit;
      unit = unit > 1 ? unit / 10 : 0;
    }
    if (at === fraction) return null;
  }
  const offset = readOffsetMinutes(body, at, end);
  return offset === null ? null : micros - offset * 60_000_000;
}

/** `Z` or `±hh:mm`, which must fill `[at, end)`. */
function readOffsetMinutes(body: Buffer, at: number, end: number): number | null {
  if (end - at === 1) return ((body[at] as number) | 0x20) === 0x7a ? 0 : null;
  if (end - at !== 6 || body[at + 3] !== 0x3a) return null;
  const sign = body[at] === 0x2b ? 1 : body[at] === DASH ? -1 : 0;
  const hours = readDigits(body, at + 1, 2);
  const minutes = readDigits(body, at + 4, 2);
  if (sign === 0 || hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return null;
  return sign * (hours * 60 + minutes);
}

/** `count` digits as a number, or -1. */
export function readDigits(body: Buffer, at: number, count: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) {
    const digit = (body[at + i] as number) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days from 1970-01-01, for years from 1970 on: whole years and their leap days, then the months counted from March. */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const monthFromMarch = month <= 2 ? month + 9 : month - 3;
  const leapDays = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return y * 365 + leapDays + Math.floor((153 * monthFromMarch + 2) / 5) + day - 1 - 719_468;
}
