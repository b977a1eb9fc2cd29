import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS_MAX, terminalRuns, withoutEscapes } from "../../../app/web/logs/terminal-text.ts";

const ESC = "\u001b";
const sgr = (codes: string) => `${ESC}[${codes}m`;
/** `red:boom| |bold:now` */
const show = (message: string) =>
  terminalRuns(message)
    .map(({ text, look }) => (look === "" ? text : `${look}:${text}`))
    .join("|");
/** The look of text written after these codes. */
const lookAfter = (codes: string) => terminalRuns(`${sgr(codes)}x`)[0]?.look;

describe("terminalRuns", () => {
  it("draws what Rails, npm and pino-pretty write", () => {
    expect(show(`${sgr("1")}${sgr("36")}Shipment Load (1.2ms)${sgr("0")}  ${sgr("1;34")}SELECT 1${sgr("0")}`)).toBe(
      "cyan bold:Shipment Load (1.2ms)|  |blue bold:SELECT 1",
    );
    expect(show(`npm ${sgr("31;40")}ERR!${sgr("0")} ${sgr("35")}code${sgr("39")} E404`)).toBe(
      "npm |red:ERR!| |magenta:code| E404",
    );
    expect(show(`[09:15:02.118] ${sgr("32")}INFO${sgr("39")}: ${sgr("36")}started${sgr("39")}`)).toBe(
      "[09:15:02.118] |green:INFO|: |cyan:started",
    );
  });

  it("ends bold, dim, italic and underline each with its own code, and all of them with 0 or nothing", () => {
    expect(lookAfter("1;3;4;31")).toBe("red bold italic underline");
    expect(lookAfter("1;3;4;22")).toBe("italic underline");
    expect(lookAfter("1;3;4;23;24")).toBe("bold");
    expect(lookAfter("4;4:0")).toBe("");
    expect(lookAfter("2")).toBe("grey");
    expect(lookAfter("2;32")).toBe("green");
    expect(lookAfter("1;31;0")).toBe("");
    expect(lookAfter("1;31;")).toBe("");
    expect(show(`${sgr("31")}a${ESC}[mb`)).toBe("red:a|b");
  });

  it("names bright colours, those of the table of 256 and of 24 bits by the nearest of its own", () => {
    expect(
      ["91", "38;5;9", "38;5;196", "38;2;220;20;60", "38:5:196", "38:2::220:20:60", "38:2:220:20:60"].map(lookAfter),
    ).toEqual(Array(7).fill("red"));
    expect(["93", "38;5;208", "38;2;255;165;0"].map(lookAfter)).toEqual(Array(3).fill("yellow"));
    expect(["38;5;46", "38;5;51", "38;5;21", "38;5;201"].map(lookAfter)).toEqual(["green", "cyan", "blue", "magenta"]);
    expect(["90", "38;5;8", "38;5;244"].map(lookAfter)).toEqual(Array(3).fill("grey"));
    // What follows a colour's numbers is a code again.
    expect(lookAfter("38;5;46;1")).toBe("green bold");
    expect(lookAfter("38;2;0;255;0;4")).toBe("green underline");
    expect(lookAfter("58;2;1;3;4")).toBe("");
  });

  it("hides no text: black and white are ours, concealed is shown, a background is a wash without a colour on it", () => {
    for (const codes of [
      "30",
      "37",
      "97",
      "38;5;0",
      "38;5;16",
      "38;5;231",
      "38;2;255;255;255",
      "38;2;9;9;9",
      "8",
      "40",
      "107",
    ])
      expect(lookAfter(codes), codes).toBe("");
    expect(lookAfter("31;41")).toBe("on-red");
    expect(lookAfter("30;42;1")).toBe("on-green bold");
    expect(lookAfter("48;2;255;0;255")).toBe("on-magenta");
    expect(lookAfter("41;49")).toBe("");
    expect(lookAfter("7;32")).toBe("on-green");
    expect(lookAfter("7")).toBe("on-grey");
    expect(lookAfter("7;27")).toBe("");
  });

  it("takes nothing from numbers that name no colour, and from codes that are not SGR", () => {
    for (const codes of ["38", "38;5", "38;2;1", "38;5;999", "38;7;1", "999", ">4;2", "?1", "99999999999999999999"])
      expect(lookAfter(codes), codes).toBe("");
    expect(show(`${ESC}[31 mx`)).toBe("x");
  });

  it("leaves out what steers a terminal, and keeps the text a link stands on as text", () => {
    expect(show(`${ESC}[2K${ESC}[1Gdone${ESC}[?25h`)).toBe("done");
    expect(show(`see ${ESC}]8;;https://evil.example/${ESC}\\here${ESC}]8;;${ESC}\\`)).toBe("see here");
    expect(show(`${ESC}]0;title\u0007a${ESC}Pq#0${ESC}\\b${ESC}_x${ESC}\\c\u009b31md\u009d0;x\u009ce`)).toBe(
      "abc|red:de",
    );
    expect(show(`${ESC}(B${ESC}7a${ESC}8${ESC}cb`)).toBe("ab");
    expect(show("a\u0000b\u0007c\bd\re\tf\ng")).toBe("abcde\tf\ng");
  });

  it("hides nothing behind a sequence that does not end", () => {
    expect(show(`a${ESC}]0;not ended`)).toBe("a]0;not ended");
    expect(show(`a${ESC}]0;first\nsecond\u0007`)).toBe("a]0;first\nsecond");
    expect(show(`a${ESC}[31`)).toBe("a[31");
    expect(show(`a${ESC}hello${ESC}`)).toBe("ahello");
  });

  it("has one run for neighbours of one look, and none without text", () => {
    expect(terminalRuns(`${sgr("32")}a${sgr("0")}${sgr("32")}b${sgr("1")}${sgr("0")}`)).toEqual([
      { text: "ab", look: "green" },
    ]);
    expect(terminalRuns("")).toEqual([]);
  });

  it("ends drawing after so many runs, and not the text", () => {
    const runs = terminalRuns(`${sgr("31")}a${sgr("32")}b`.repeat(5000));
    expect(runs.length).toBe(RUNS_MAX + 1);
    expect(runs.map((run) => run.text).join("")).toBe("ab".repeat(5000));
    expect(runs.at(-1)?.look).toBe("");
  });
});

const plain = fc.string({
  unit: fc.oneof(fc.constantFrom("é", "→", "👩‍🚀", "\t", "\n", "<b>", "[31m"), fc.string({ maxLength: 1 })),
});
const sequence = fc.oneof(
  fc.array(fc.nat(260), { maxLength: 6 }).map((codes) => sgr(codes.join(";"))),
  fc.constantFrom("2K", "1;1H", "?25l", "0 q").map((csi) => `${ESC}[${csi}`),
  fc.webUrl().map((url) => `${ESC}]8;;${url}${ESC}\\`),
  fc.constantFrom("\u0007", "\r", "\u0000", `${ESC}(B`, `${ESC}7`, "\u009b1m"),
);

describe("whatever is in a message", () => {
  it("the runs join to it without its escapes", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(plain, sequence)), (parts) => {
        const message = parts.flat().join("");
        const text = parts.map(([words]) => words).join("");
        expect(
          terminalRuns(message)
            .map((run) => run.text)
            .join(""),
        ).toBe(text);
        expect(withoutEscapes(message)).toBe(text);
      }),
    );
  });

  it("never throws, keeps no escape, has known looks and a bounded number of runs", () => {
    const hostile = fc.array(
      fc.oneof(
        sequence,
        fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) }),
        fc.constantFrom(ESC, "[", "]", "38;2;", "m", ":"),
      ),
    );
    const looks = /^((on-)?(red|yellow|green|cyan|blue|magenta|grey))?( ?(bold|italic|underline))*$/;
    fc.assert(
      fc.property(hostile, (parts) => {
        const message = parts.join("");
        const runs = terminalRuns(message);
        expect(runs.map((run) => run.text).join("")).toBe(withoutEscapes(message));
        expect(runs.length).toBeLessThanOrEqual(RUNS_MAX + 1);
        for (const { text, look } of runs) {
          // biome-ignore lint/suspicious/noControlCharactersInRegex: that none is left is the promise
          expect(text).toMatch(/^[^\u0000-\u0008\u000b-\u001f]+$/);
          expect(look).toMatch(looks);
        }
      }),
    );
  });
});
