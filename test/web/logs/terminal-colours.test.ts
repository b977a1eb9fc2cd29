import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { projectRoot } from "../../../app/lib/project-root.ts";

type Rgb = readonly number[];

const css = readFileSync(path.join(projectRoot, "app/web/base.css"), "utf8");
const darkAt = css.indexOf(':root[data-mantine-color-scheme="dark"]');

function themeOf(block: string): (name: string) => Rgb {
  return (name) => {
    const hex = new RegExp(`--${name}: #([0-9a-f]{6});`).exec(block)?.[1];
    if (!hex) throw new Error(`no colour --${name}`);
    return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  };
}

const mixed = (over: Rgb, share: number, under: Rgb) =>
  over.map((part, at) => part * share + (under[at] ?? 0) * (1 - share));

/** Of WCAG 2.2. */
function luminance(colour: Rgb): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Rgb, other: Rgb): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

it.each([
  ["light", css.slice(0, darkAt)],
  ["dark", css.slice(darkAt)],
])("every colour and wash of a log line can be read on every ground of a row, %s", (_, block) => {
  const theme = themeOf(block);
  const panel = theme("panel");
  const errorWash = theme("error-wash");
  const grounds = [panel, theme("sunk"), theme("accent-wash"), errorWash, mixed(errorWash, 0.6, panel)];
  for (const name of ["red", "yellow", "green", "cyan", "blue", "magenta", "grey"]) {
    const colour = theme(`ansi-${name}`);
    for (const ground of grounds) {
      expect(contrast(colour, ground), name).toBeGreaterThanOrEqual(4.5);
      // `.run[data-look*="on-"]` mixes a quarter of the colour into the ground, under the everyday text.
      expect(contrast(theme("text"), mixed(colour, 0.25, ground)), `on ${name}`).toBeGreaterThanOrEqual(4.5);
    }
  }
});
