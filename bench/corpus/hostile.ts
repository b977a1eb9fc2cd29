/** Frames that somebody might make to cost us more than their bytes: shapes that parsers are slow at, or many lines of nothing. */

const FRAME_BYTES = 100_000;
/** Logplex cuts a message at 10,240 bytes. */
const TEXT_BYTES = 10_000;
const HEAD = "<190>1 2026-03-04T09:15:00.000000+00:00 host app web.1 - ";

/** Names and headers that are new in each line are new in each frame as well, as they would be in a batch of 12 MB. */
const FRAMES = 120;

/** By name: the bodies of frames of about 100 KB, of one unless each is another. */
export function hostileFrames(): Record<string, Buffer[]> {
  const one: Record<string, Buffer> = {
    "one byte a message": repeat("1 x"),
    "nothing but headers": repeat(counted("<1>1 - a a a -")),
    "nothing but headers of forty bytes": repeat(counted(`<1>1 - ${"a".repeat(27)} a a -`)),
    "64 fields a line": lines(list(64, (i) => `k${i}=1`).join(" ")),
    "one name 64 times a line": lines(list(64, () => "a=1").join(" ")),
    "a level in each word": lines(fill("[x] ")),
    "backslashes in a quoted value": lines(`a="${fill("\\\\")}"`),
    "quotes without an end": lines(fill('a="')),
    "JSON of 64 keys": lines(JSON.stringify(Object.fromEntries(list(64, (i) => [`k${i}`, i])))),
    "JSON of escapes": lines(`{"a":"${fill("\\u0041")}"}`),
    "JSON arrays without an end": lines(`{"a":${fill("[")}`),
    "JSON of long arrays": lines(`{"a":[${fill("1,")}1]}`),
    "JSON of arrays of objects": lines(`{"a":[${fill("{},")}1]}`),
    "JSON that is broken at its end": lines(`{${list(800, (i) => `"k${i % 60}":1`).join(",")}`),
    "numbers without an end": lines(`{"a":${fill("9")}}`),
    "not UTF-8": lines(fill("\u00ff"), "latin1"),
    "newlines only": lines(fill("\n")),
    "an API sentence without an end": lines(`Set ${fill("A, ")}`, "utf8", "app api"),
    "samples without an end": lines(fill("sample#"), "utf8", "app heroku-postgres"),
  };
  let next = 0;
  const fresh = () => next++;
  return {
    ...Object.fromEntries(Object.entries(one).map(([name, body]) => [name, [body]])),
    "names nobody used before": list(FRAMES, () => frame(() => list(64, () => `n${fresh()}=1`).join(" "))),
    "known names in an order nobody used before": list(FRAMES, () =>
      frame(() => {
        const by = fresh();
        return list(60, (i) => `k${(i * ((by % 59) + 1) + by) % 61}=1`).join(" ");
      }),
    ),
    "JSON below a long path, in an order nobody used before": list(FRAMES, () =>
      frame(() => {
        const by = fresh();
        const keys = list(60, (i) => `"${(i * ((by % 59) + 1) + by) % 61}":1`);
        return `{"${"p".repeat(190)}":{${keys.join(",")}}}`;
      }),
    ),
    "headers nobody used before": list(FRAMES, () =>
      Buffer.concat(list(1_500, () => Buffer.from(counted(freshHeaders(fresh()))))),
    ),
    "headers of forty bytes nobody used before": list(FRAMES, () =>
      Buffer.concat(list(2_300, () => Buffer.from(counted(`<1>1 - ${freshWords(100_000 + fresh())} x`)))),
    ),
  };
}

/** As many bytes as a batch has of a resource that is a part of it: what is learned anew in each batch is to weigh as it does there. */
const DEAR_FRAMES = 20;
const DEAR_LINES = 1_000;
const MAP = "level=info msg=done job=4711 queue=mailers tries=1 took_ms=41 host=worker-7 worker=12".split(" ");

/** Frames that are dear without anybody's ill will, as Logplex would send them: many short lines. */
export function dearLegalFrames(): Record<string, Buffer[]> {
  const frameOf = (appName: string, textOf: (i: number) => string) => {
    const lineOf = (i: number) => `${HEAD.replace("app web.1", `${appName} web.${i % 4}`)}${textOf(i)}\n`;
    return list(DEAR_FRAMES, (frame) =>
      Buffer.from(list(DEAR_LINES, (i) => counted(lineOf(frame * DEAR_LINES + i))).join("")),
    );
  };
  return {
    "legal: an app that prints dots": frameOf("app", () => "."),
    "legal: short sentences": frameOf("app", (i) => `Processed job ${i} in ${i % 97} ms`),
    "legal: pairs as a hash map prints them, in another order each time": frameOf("app", (i) =>
      inOrder(MAP, i).join(" "),
    ),
    "legal: dynos that start and stop": frameOf("heroku", (i) =>
      i % 2 ? "Restarting" : "State changed from up to down",
    ),
  };
}

/** One of many orders of the same. */
function inOrder<T>(items: readonly T[], by: number): T[] {
  const left = [...items];
  const taken: T[] = [];
  for (let rest = by * 7919; left.length > 0; rest = Math.floor(rest / left.length) + by) {
    taken.push(...left.splice(rest % left.length, 1));
  }
  return taken;
}

function freshHeaders(n: number): string {
  return `<190>1 2026-03-04T09:15:00.000000+00:00 ${freshWords(n)} x`;
}

function freshWords(n: number): string {
  return `h${n} a${n} p${n} m${n}`;
}

function list<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

export function fill(piece: string): string {
  return piece.repeat(Math.floor(TEXT_BYTES / piece.length));
}

export function repeat(piece: string): Buffer {
  return Buffer.from(piece.repeat(Math.floor(FRAME_BYTES / piece.length)));
}

export function lines(text: string, encoding: BufferEncoding = "utf8", source = "app web.1"): Buffer {
  return frame(() => text, encoding, source);
}

function frame(textOf: (line: number) => string, encoding: BufferEncoding = "utf8", source = "app web.1"): Buffer {
  const parts: Buffer[] = [];
  for (let bytes = 0, line = 0; bytes < FRAME_BYTES; line++) {
    const message = Buffer.from(`${HEAD.replace("app web.1", source)}${textOf(line)}\n`, encoding);
    parts.push(Buffer.from(`${message.length} `), message);
    bytes += message.length;
  }
  return Buffer.concat(parts);
}

export function counted(message: string): string {
  return `${message.length} ${message}`;
}
