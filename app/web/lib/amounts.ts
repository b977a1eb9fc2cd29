/** Numbers as people read them. */

const whole = new Intl.NumberFormat("en-US");

/** `1,204` */
export function count(n: number): string {
  return whole.format(n);
}

/** `1,204 lines`, `1 line` */
export function counted(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? "" : "s"}`;
}

/** Decimal units, as plans are sold: `41 MB`, `1.2 GB`. */
export function bytes(n: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = n;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 10 ? 0 : 1;
  return `${value.toFixed(digits).replace(/\.0$/, "")} ${units[unit]}`;
}
