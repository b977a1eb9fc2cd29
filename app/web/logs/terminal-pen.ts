/**
 * How a terminal's colours are shown. A log may neither hide text nor shout it, so what it asks for becomes one of seven
 * names, which the theme gives a shade that is readable on every ground of a line (`--ansi-*` in base.css).
 *
 * - Black and white are a terminal's own ground and text, so they are ours. Colours out of 256 and of 24 bits go by hue.
 * - A background becomes a wash (`on-red`) under text of the everyday colour. Reversed text is the same.
 * - Dim is the grey. Concealed and blinking text is text.
 *
 * Sources: ECMA-48 (8.3.117, SGR), ISO 8613-6 (the forms with colons), xterm's ctlseqs (the table of 256).
 */

const HUES = ["red", "yellow", "green", "cyan", "blue", "magenta"] as const;
type Colour = (typeof HUES)[number] | "grey" | null;

/** How text is written from here on. */
export interface Pen {
  readonly colour: Colour;
  readonly ground: Colour;
  readonly isBold: boolean;
  readonly isDim: boolean;
  readonly isItalic: boolean;
  readonly isUnderlined: boolean;
  readonly isReversed: boolean;
}

export const PLAIN: Pen = {
  colour: null,
  ground: null,
  isBold: false,
  isDim: false,
  isItalic: false,
  isUnderlined: false,
  isReversed: false,
};

/** Names with spaces between: a colour or `on-` and a colour, `bold`, `italic`, `underline`; empty for plain text. */
export function lookOf(pen: Pen): string {
  const ground = pen.isReversed ? (pen.colour ?? pen.ground ?? "grey") : pen.ground;
  const colour = ground === null ? (pen.colour ?? (pen.isDim ? "grey" : null)) : null;
  const names = [
    colour,
    ground && `on-${ground}`,
    pen.isBold && "bold",
    pen.isItalic && "italic",
    pen.isUnderlined && "underline",
  ];
  return names.filter(Boolean).join(" ");
}

/**
 * The pen after one SGR sequence: `1;31`, `38;5;208`, `38:2::255:87:0`. No code at all means reset. The colour of an
 * underline (58) is stepped over.
 */
export function drawWith(pen: Pen, params: string): Pen {
  if (!/^[\d;:]*$/.test(params)) return pen; // a terminal maker's own, such as xterm's `>4;2m`
  const list = params.split(";");
  let next = pen;
  for (let at = 0; at < list.length; at += 1) {
    const [code = "", ...parts] = (list[at] ?? "").split(":");
    if (code === "38" || code === "48" || code === "58") {
      const hasColons = parts.length > 0;
      const [space = "", ...values] = hasColons ? parts : list.slice(at + 1, at + 5);
      if (space !== "5" && space !== "2") break; // how many numbers belong to it is not known
      // With colons, the name of a colour space may stand before red, green and blue.
      const colour = space === "5" ? tableColour(Number(values[0])) : rgbColour(values.slice(hasColons ? -3 : 0));
      if (code === "38") next = { ...next, colour };
      if (code === "48") next = { ...next, ground: colour };
      if (!hasColons) at += space === "5" ? 2 : 4;
    } else next = drawOne(next, Number(code), parts[0]);
  }
  return next;
}

function drawOne(pen: Pen, code: number, part: string | undefined): Pen {
  if (code >= 30 && code <= 37) return { ...pen, colour: tableColour(code - 30) };
  if (code >= 90 && code <= 97) return { ...pen, colour: tableColour(code - 82) };
  if (code >= 40 && code <= 47) return { ...pen, ground: tableColour(code - 40) };
  if (code >= 100 && code <= 107) return { ...pen, ground: tableColour(code - 92) };
  if (code === 4 && part === "0") return { ...pen, isUnderlined: false };
  return { ...pen, ...CHANGES[code] };
}

/** What the single codes change; others change nothing. */
const CHANGES: Readonly<Record<number, Partial<Pen>>> = {
  0: PLAIN,
  1: { isBold: true },
  2: { isDim: true },
  3: { isItalic: true },
  4: { isUnderlined: true },
  7: { isReversed: true },
  22: { isBold: false, isDim: false },
  23: { isItalic: false },
  24: { isUnderlined: false },
  27: { isReversed: false },
  39: { colour: null },
  49: { ground: null },
};

/** The sixteen named colours; bright ones are the same to us, but for bright black, which is a grey. */
const NAMED: readonly Colour[] = [null, "red", "green", "yellow", "blue", "magenta", "cyan", null];

/** Of xterm's table of 256: sixteen names, a cube of six steps a side, and greys. */
function tableColour(index: number): Colour {
  if (index === 8) return "grey";
  if (index < 16) return NAMED[index % 8] ?? null;
  const grey = 8 + (index - 232) * 10;
  if (index >= 232) return rgbColour([grey, grey, grey]);
  return rgbColour([36, 6, 1].map((side) => CUBE_STEPS[Math.floor((index - 16) / side) % 6] ?? 0));
}

const CUBE_STEPS = [0, 95, 135, 175, 215, 255];

/** Difference of the strongest and the weakest part below which a colour is a grey; pastels are above it. */
const GREY_BELOW = 40;
/** Greys nearer to black or white than this are text or ground. */
const GREY_RANGE = { from: 64, to: 192 };
/** Where each of HUES ends, in degrees; orange is a yellow, as on terminals without it. */
const HUE_ENDS = [20, 70, 165, 200, 255, 335];

/** The nearest of our names. */
function rgbColour(parts: readonly (string | number)[]): Colour {
  const [red = 0, green = 0, blue = 0] = parts.map((part) => Math.min(255, Number(part) || 0));
  const most = Math.max(red, green, blue);
  const spread = most - Math.min(red, green, blue);
  if (spread < GREY_BELOW) return most >= GREY_RANGE.from && most < GREY_RANGE.to ? "grey" : null;
  const sector =
    most === red ? (green - blue) / spread : most === green ? (blue - red) / spread + 2 : (red - green) / spread + 4;
  const degrees = (sector * 60 + 360) % 360;
  return HUES[HUE_ENDS.findIndex((end) => degrees < end)] ?? "red";
}
