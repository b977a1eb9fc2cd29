import type { AttachmentAnswer } from "../../contract/api.ts";
import cards from "../shell/card-table.module.css";
import { Moment } from "../shell/moment.tsx";
import classes from "../shell/sheet.module.css";

export function AttachmentsSection({ attachments }: { attachments: readonly AttachmentAnswer[] }) {
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
          <table className={`${classes.table} ${cards.table}`}>
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
                  <td data-label="Attachment">{attachment.name ?? "not read yet"}</td>
                  <td data-label="Fingerprint">
                    <code>{attachment.log_drain_token_fingerprint}</code>
                  </td>
                  <td data-label="Last delivery">
                    {attachment.last_frame_at === null ? "none yet" : <Moment at={attachment.last_frame_at} />}
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
