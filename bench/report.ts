import { execFileSync } from "node:child_process";
import { cpus, loadavg, platform, release, totalmem } from "node:os";
import { projectRoot } from "../app/lib/project-root.ts";
import type { Figure, Target } from "./row.ts";

export interface Judged extends Figure {
  /** Figure over reference; null without one. */
  ratio: number | null;
  /** Null without a target, or when there is no figure. */
  isMet: boolean | null;
}

export function judge(figure: Figure): Judged {
  const ratio = figure.reference ? figure.value / figure.reference.value : null;
  return { ...figure, ratio, isMet: figure.target ? isMet(figure.target, figure.value, ratio) : null };
}

function isMet(target: Target, value: number, ratio: number | null): boolean | null {
  if ("ratioAtLeast" in target) return isKnown(ratio) ? ratio >= target.ratioAtLeast : null;
  if ("ratioAtMost" in target) return isKnown(ratio) ? ratio <= target.ratioAtMost : null;
  if (!isKnown(value)) return null;
  return "atMost" in target ? value <= target.atMost : value >= target.atLeast;
}

const isKnown = (value: number | null): value is number => value !== null && !Number.isNaN(value);

export function targetText(target: Target | undefined, unit: string): string {
  if (!target) return "";
  if ("ratioAtLeast" in target) return `ratio >= ${target.ratioAtLeast}`;
  if ("ratioAtMost" in target) return `ratio <= ${target.ratioAtMost}`;
  return "atMost" in target ? `<= ${bound(target.atMost)} ${unit}` : `>= ${bound(target.atLeast)} ${unit}`;
}

/** As few digits as the bound was written with. */
const bound = (value: number) => String(Number(value.toFixed(1)));
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const number = (value: number) => (Math.abs(value) >= 100 ? whole.format(value) : value.toFixed(1));

/** Infinity is what a marker that never came counts as. */
function figureText({ value, unit }: Figure): string {
  if (Number.isNaN(value)) return "not measured";
  return Number.isFinite(value) ? `${number(value)} ${unit}` : "never";
}

/** JSON has no word for infinity and would say null, which is what no figure at all looks like. */
export function toJson(report: object): string {
  const spell = (_key: string, value: unknown) => (value === Number.POSITIVE_INFINITY ? "never" : value);
  return `${JSON.stringify(report, spell, 2)}\n`;
}

/** A table for a terminal: a line per figure, its note below it. */
export function toTable(figures: readonly Judged[]): string {
  const head = ["row", "what", "figure", "reference", "ratio", "target", "met"];
  const lines = figures.map((figure) => [
    figure.row,
    figure.what,
    figureText(figure),
    figure.reference ? `${number(figure.reference.value)} (${figure.reference.what})` : "",
    figure.ratio !== null && Number.isFinite(figure.ratio) ? figure.ratio.toFixed(2) : "",
    targetText(figure.target, figure.unit),
    figure.isMet === null ? "" : figure.isMet ? "yes" : "NO",
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...lines.map((cells) => (cells[i] ?? "").length)));
  const toLine = (cells: readonly string[]) => cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ");
  const body = lines.flatMap((cells, i) => {
    const note = figures[i]?.note;
    return [toLine(cells), ...(note ? [`      ${note}`] : [])];
  });
  return [toLine(head), toLine(widths.map((width) => "-".repeat(width))), ...body].map((l) => l.trimEnd()).join("\n");
}

export interface Machine {
  cores: number;
  cpu: string;
  memoryBytes: number;
  system: string;
  node: string;
  /** Of this checkout; `+` when files differ from it. */
  commit: string;
  startedAt: string;
  /** Before anything of ours ran: above about 0.2 the machine was not ours alone. */
  loadAverageAtStart: number[];
}

export function describeMachine(): Machine {
  return {
    cores: cpus().length,
    cpu: cpus()[0]?.model ?? "unknown",
    memoryBytes: totalmem(),
    system: `${platform()} ${release()}`,
    node: process.version,
    commit: readCommit(),
    startedAt: new Date().toISOString(),
    loadAverageAtStart: loadavg(),
  };
}

function readCommit(): string {
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: projectRoot, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  try {
    return `${git("rev-parse", "--short", "HEAD")}${git("status", "--porcelain", "-uno") === "" ? "" : "+"}`;
  } catch {
    return "unknown";
  }
}
