/**
 * The server's clock as seen from here. A laptop that is minutes off must not freeze a shared link to the wrong minutes,
 * so "now" is the local clock corrected by the `Date` header of the latest answer (resolution: one second).
 */
let offsetMs = 0;

export function noteServerDate(header: string | null): void {
  const serverMs = header === null ? Number.NaN : Date.parse(header);
  if (Number.isNaN(serverMs)) return;
  const difference = serverMs - Date.now();
  // Below two seconds it is rounding and travel time.
  offsetMs = Math.abs(difference) < 2000 ? 0 : difference;
}

export function serverNowMs(): number {
  return Date.now() + offsetMs;
}
