import { usePreference } from "../lib/preference.ts";
import { dayAndTime, dayName, type Zone, zoneName } from "../lib/time-format.ts";

/** A moment by its time of day, where it is compared with others; its year and zone on pointing. */
export function When({ at }: { at: string }) {
  const [zone] = usePreference<Zone>("zone", ["local", "utc"], "local");
  const atMs = Date.parse(at);
  return (
    <time dateTime={at} title={`${dayName(atMs, zone)}, ${zoneName(zone)}`}>
      {dayAndTime(atMs, zone)}
    </time>
  );
}
