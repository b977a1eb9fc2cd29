import { useState } from "react";
import type { ResourceAnswer } from "../../contract/api.ts";
import { showable } from "../logs/line-format.ts";
import { Moment } from "../shell/moment.tsx";
import { ProblemLine } from "../shell/problem-line.tsx";
import sheet from "../shell/sheet.module.css";
import { useAdmins } from "../shell/use-admins.ts";
import { WriteButton } from "../shell/write-button.tsx";
import { AdminsForm } from "./admins-form.tsx";
import { adminsWords } from "./admins-words.ts";
import classes from "./kept-list.module.css";

/** Who may change things here, of those whom Heroku lets in. */
export function AdminsSection({ viewer }: { viewer: ResourceAnswer["viewer"] }) {
  const [isOpen, setOpen] = useState(false);
  const answer = useAdmins();
  return (
    <section className={sheet.section} aria-labelledby="admins">
      <div className={classes.head}>
        <h2 className={sheet.heading} id="admins">
          Who may change things
        </h2>
        <WriteButton size="compact-sm" variant="default" disabled={!answer.data} onClick={() => setOpen(true)}>
          Choose who
        </WriteButton>
      </div>
      <p className={sheet.lead}>
        Alerts, filters, redaction, drains, tokens and what else is set up here. Lines and changes are for everybody
        whom Heroku lets in.
      </p>
      {answer.isError ? (
        <ProblemLine error={answer.error} />
      ) : (
        answer.data && (
          <p className={classes.said}>
            {showable(adminsWords(answer.data))}
            {answer.data.changed_at !== null && answer.data.changed_by !== null && (
              <span className={sheet.aside}>
                {" "}
                Set by {showable(answer.data.changed_by)}, <Moment at={answer.data.changed_at} />
              </span>
            )}
          </p>
        )
      )}
      {isOpen && answer.data && (
        <AdminsForm admins={answer.data.admins} viewer={viewer} onClose={() => setOpen(false)} />
      )}
    </section>
  );
}
