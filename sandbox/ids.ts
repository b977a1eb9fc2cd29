import { createHash, randomBytes, randomInt, randomUUID } from "node:crypto";

export function newUuid(): string {
  return randomUUID();
}

/** A drain token as Heroku shows it: `d.<uuid>`. Source: Dev Center "Log Drains". */
export function newDrainToken(): string {
  return `d.${randomUUID()}`;
}

/** A token of Heroku's present shape: `HRKU-` and 60 characters. */
export function newApiToken(): string {
  return `HRKU-${randomBytes(45).toString("base64url")}`;
}

export function newSecret(): string {
  return randomBytes(32).toString("hex");
}

/**
 * The same UUID for the same words on every start, for things Heroku has and we only name (plans, regions, stacks).
 *
 * @returns a version 5-like UUID
 */
export function stableUuid(...words: string[]): string {
  const hex = createHash("sha1").update(words.join("\n")).digest("hex");
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const shapes = ["round", "flat", "tidal", "curved", "solid", "shallow", "clear", "rigid", "animate", "convex"];

/** A resource name as Heroku makes them, for example `draintrail-round-10233`. */
export function newResourceName(service: string): string {
  return `${service}-${shapes[randomInt(shapes.length)]}-${randomInt(10_000, 99_999)}`;
}

const colours = ["AMBER", "AQUA", "BLACK", "BLUE", "BRONZE", "BROWN", "COBALT", "COPPER", "CRIMSON", "CYAN", "GOLD"];

/** The suffix Heroku gives a second attachment of the same name, for example `DRAINTRAIL_AMBER`. */
export function colourName(base: string, taken: ReadonlySet<string>): string {
  const free = colours.map((colour) => `${base}_${colour}`).find((name) => !taken.has(name));
  return free ?? `${base}_${randomInt(1000, 9999)}`;
}
