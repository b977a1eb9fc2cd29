import { describe, expect, it } from "vitest";
import { countLines } from "../../../app/domain/logs/frame.ts";
import { type FramePart, partsOf } from "../../../app/domain/logs/frame-parts.ts";
import { contentKey, isNoticeKey, readContentKey } from "../../../app/lib/frame-key.ts";
import { frameOf, newFrameId, syslogLine } from "../../support/frames.ts";

const noticeOf = (source: string, time = "2026-03-04T09:21:07+00:00") =>
  `<172>1 ${time} host ${source} - Error L10 (output buffer overflow): 214 messages dropped since 2026-03-04T09:20:51+00:00.`;
const NOTICE = noticeOf("heroku logplex");

const id = newFrameId();
const split = (body: Buffer, given: Partial<FramePart> = {}) =>
  partsOf({ body, msgCount: null, declaredDropped: 0, lineCount: countLines(body).lineCount, ...given }, () => id);
const texts = (parts: readonly (FramePart | undefined)[]) => parts.map((part) => part?.body.toString());

describe("the L10 line in front of a frame", () => {
  it("is a part of its own behind the frame, and the two are all the bytes there were", () => {
    const lines = [syslogLine("one"), syslogLine("Error L10 two")];
    const parts = split(frameOf([NOTICE, ...lines]), { msgCount: 3, declaredDropped: 5 });
    expect(texts(parts)).toEqual([frameOf(lines).toString(), frameOf([NOTICE]).toString()]);
    expect(parts).toMatchObject([
      { frameKey: id, msgCount: 2, lineCount: 2, declaredDropped: 5 },
      { msgCount: null, lineCount: 1, declaredDropped: 0 },
    ]);
  });

  it("is told by its source and text, whatever its priority, its time and its wording", () => {
    for (const notice of [
      NOTICE.replace("<172>", "<45>"),
      noticeOf("heroku logplex", "2026-03-04T09:21:07.123456+00:00"),
      `${NOTICE}\n`,
      NOTICE.replace("214", "drain 'd.x' dropped 1"),
    ])
      expect(texts(split(frameOf([notice, syslogLine("x")])))[1]).toBe(frameOf([notice]).toString());
  });

  it("is known by the frame it stood in front of, with an id and without: one for each frame", () => {
    const keyOfNotice = (key: string, time?: string) => {
      const body = frameOf([noticeOf("heroku logplex", time), syslogLine("x")]);
      return partsOf({ body, msgCount: null, declaredDropped: 0, lineCount: 2 }, () => key)[1]?.frameKey as string;
    };
    const said = contentKey("ab".repeat(32), new Date("2026-03-04T09:21:07Z"));
    for (const key of [id, said]) {
      expect(keyOfNotice(key, "2026-03-04T09:21:12+00:00")).toBe(keyOfNotice(key));
      expect(isNoticeKey(keyOfNotice(key))).toBe(true);
      expect(isNoticeKey(key)).toBe(false);
    }
    expect(keyOfNotice(newFrameId())).not.toBe(keyOfNotice(id));
    expect(readContentKey(keyOfNotice(said))).toMatchObject({ atMs: readContentKey(said)?.atMs });
  });

  it.each([
    ["an app that prints the same", frameOf([noticeOf("app web.1"), syslogLine("x")])],
    ["an app that calls itself logplex", frameOf([noticeOf("app logplex"), syslogLine("x")])],
    ["log-shuttle", frameOf([noticeOf("heroku log-shuttle"), syslogLine("x")])],
    ["Logplex, of another loss", frameOf([NOTICE.replace("L10", "L11"), syslogLine("x")])],
    ["Logplex, behind another line", frameOf([syslogLine("x"), NOTICE])],
    ["Logplex, with nothing behind it", frameOf([NOTICE])],
    ["Logplex, with a broken rest behind it", Buffer.concat([frameOf([NOTICE]), Buffer.from("999 cut off")])],
    ["nobody, in words without an end", frameOf(["x".repeat(10_000), "x"])],
    ["nobody, in a body that ends early", frameOf(["a b c", "d"])],
    ["nobody, in messages of nothing but spaces", frameOf([" ", " ", " ".repeat(100)])],
  ])("is not what comes from %s: the frame stays whole", (_, body) => {
    expect(texts(split(body))).toEqual([body.toString()]);
  });
});
