import { usePreference } from "../lib/preference.ts";
import { serverNowMs } from "../lib/server-clock.ts";
import { ageWords, dayAndTime, type Zone } from "../lib/time-format.ts";

/** A moment by its age, with its exact time on pointing. */
export function Moment({ at }: { at: string }) {
  const [zone] = usePreference<Zone>("zone", ["local", "utc"], "local");
  return (
    <time dateTime={at} title={dayAndTime(Date.parse(at), zone, true)}>
      {ageWords(Date.parse(at), serverNowMs())}
    </time>
  );
}
