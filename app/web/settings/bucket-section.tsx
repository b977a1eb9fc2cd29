import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { BucketAnswer } from "../../contract/api.ts";
import { Moment } from "../shell/moment.tsx";
import { ProblemLine } from "../shell/problem-line.tsx";
import sheet from "../shell/sheet.module.css";
import { WriteButton } from "../shell/write-button.tsx";
import { getBucket } from "./bucket-api.ts";
import { BucketHours } from "./bucket-hours.tsx";
import { EditBucket } from "./edit-bucket.tsx";
import classes from "./kept-list.module.css";
import { RemoveBucket } from "./remove-bucket.tsx";

/** The customer's own bucket: set it up, see what was copied and whether it is whole, stop. */
export function BucketSection() {
  const [open, setOpen] = useState<"edit" | "remove" | null>(null);
  const answer = useQuery({
    queryKey: ["bucket"],
    queryFn: ({ signal }) => getBucket(signal),
    refetchInterval: 60_000,
  });
  const bucket = answer.data?.bucket ?? null;
  const close = () => setOpen(null);
  return (
    <section className={sheet.section} aria-labelledby="bucket">
      <div className={classes.head}>
        <h2 className={sheet.heading} id="bucket">
          Your own bucket
        </h2>
        <div className={classes.actions}>
          {bucket && (
            <WriteButton size="compact-sm" variant="default" onClick={() => setOpen("remove")}>
              Stop copying
            </WriteButton>
          )}
          <WriteButton size="compact-sm" variant="default" disabled={!answer.data} onClick={() => setOpen("edit")}>
            {bucket ? "Change bucket" : "Set up bucket"}
          </WriteButton>
        </div>
      </div>
      <p className={sheet.lead}>
        Each hour's lines and changes, as compressed files in a bucket of yours (Amazon S3, or what speaks its
        protocol), for as long as you like. A manifest beside them has counts, checksums and the books, so that you can
        tell that nothing is missing.
      </p>
      <ProblemLine error={answer.error} />
      {bucket && <BucketFacts bucket={bucket} />}
      {bucket && <BucketHours />}
      {open === "edit" && <EditBucket bucket={bucket} onClose={close} />}
      {open === "remove" && bucket && <RemoveBucket bucket={bucket} onClose={close} />}
    </section>
  );
}

function BucketFacts({ bucket }: { bucket: BucketAnswer }) {
  return (
    <>
      <dl className={sheet.facts}>
        <dt>Where</dt>
        <dd>
          <code>
            {bucket.bucket}/{bucket.prefix}
          </code>{" "}
          at {new URL(bucket.endpoint).host}
        </dd>
        <dt>Access key</dt>
        <dd>
          <code>{bucket.access_key_id}</code>, given by {bucket.created_by}
        </dd>
        <dt>Copied up to</dt>
        <dd>
          <Moment at={bucket.next_hour} />
        </dd>
      </dl>
      {bucket.error !== null && bucket.failing_since !== null && (
        <p className={sheet.advice} role="status">
          The bucket could not be written to: {bucket.error}. So since <Moment at={bucket.failing_since} />; it is tried
          again by itself, the missing hours first.
        </p>
      )}
    </>
  );
}
