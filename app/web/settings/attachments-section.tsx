import type { AttachmentAnswer } from "../../contract/api.ts";
import { usePreference } from "../lib/preference.ts";
import { serverNowMs } from "../lib/server-clock.ts";
import { ageWords, dayAndTime, type Zone } from "../lib/time-format.ts";
import classes from "../shell/sheet.module.css";

export function AttachmentsSection({ attachments }: { attachments: readonly AttachmentAnswer[] }) {
  const [zone] = usePreference<Zone>("zone", ["local", "utc"], "local");
  return (
    <section className={classes.section} aria-labelledby="attachments">
      <h2 className={classes.heading} id="attachments">
        Attachments
      </h2>
      <p className={classes.lead}>
        Apps that send their logs here. A fingerprint is the beginning of the drain token's SHA-256: enough to compare,
        useless to send with.
      </p>
      {attachments.length === 0 ? (
        <p className={classes.lead}>None is known yet. Heroku names them within a minute of attaching.</p>
      ) : (
        <div className={classes.scroll}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">App</th>
                <th scope="col">Attachment</th>
                <th scope="col">Fingerprint</th>
                <th scope="col">Last delivery</th>
              </tr>
            </thead>
            <tbody>
              {attachments.map((attachment) => (
                <tr key={attachment.id}>
                  <th scope="row">{attachment.app?.name ?? "not read yet"}</th>
                  <td>{attachment.name ?? "not read yet"}</td>
                  <td className="mono">{attachment.log_drain_token_fingerprint}</td>
                  <td>
                    {attachment.last_frame_at === null ? (
                      "none yet"
                    ) : (
                      <time
                        dateTime={attachment.last_frame_at}
                        title={dayAndTime(Date.parse(attachment.last_frame_at), zone, true)}
                      >
                        {ageWords(Date.parse(attachment.last_frame_at), serverNowMs())}
                      </time>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
