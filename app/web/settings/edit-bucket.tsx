import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { amazonEndpoint } from "../../contract/amazon-endpoint.ts";
import type { BucketAnswer, BucketOrNoneAnswer } from "../../contract/api.ts";
import { useAnnounce } from "../shell/announcer.tsx";
import { Dialog } from "../shell/dialog.tsx";
import classes from "../shell/form.module.css";
import { ProblemLine } from "../shell/problem-line.tsx";
import { putBucket } from "./bucket-api.ts";

interface FieldProps {
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  isOptional?: boolean;
  isSecret?: boolean;
  isFirst?: boolean;
}

function Field({ label, hint, value, onChange, placeholder, isOptional, isSecret, isFirst }: FieldProps) {
  return (
    <label className={classes.field}>
      <span>{label}</span>
      <input
        className={classes.input}
        value={value}
        required={!isOptional}
        placeholder={placeholder}
        type={isSecret ? "password" : "text"}
        autoComplete={isSecret ? "new-password" : "off"}
        spellCheck={false}
        data-autofocus={isFirst || undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {hint && <small>{hint}</small>}
    </label>
  );
}

/** Asks where hours are to be copied; a test file is written before anything is kept. */
export function EditBucket({ bucket, onClose }: { bucket: BucketAnswer | null; onClose: () => void }) {
  const [name, setName] = useState(bucket?.bucket ?? "");
  const [region, setRegion] = useState(bucket?.region ?? "us-east-1");
  const [endpoint, setEndpoint] = useState(isAmazon(bucket) ? "" : (bucket?.endpoint ?? ""));
  const [prefix, setPrefix] = useState(bucket?.prefix ?? "");
  const [keyId, setKeyId] = useState(bucket?.access_key_id ?? "");
  const [secret, setSecret] = useState("");
  const [isFromStart, setIsFromStart] = useState(false);
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const keeping = useMutation({
    mutationFn: putBucket,
    onSuccess: async (kept) => {
      queryClient.setQueryData<BucketOrNoneAnswer>(["bucket"], { bucket: kept });
      announce(`A test file was written to ${kept.bucket}`);
      onClose();
      await queryClient.invalidateQueries({ queryKey: ["bucket-hours"] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keeping.mutate({
      endpoint: endpoint.trim() === "" ? null : endpoint.trim(),
      region,
      bucket: name,
      prefix,
      access_key_id: keyId,
      secret_access_key: secret,
      from_start: isFromStart,
    });
  };
  return (
    <Dialog title={bucket ? "Change the bucket" : "Copy to a bucket"} onClose={onClose}>
      <form className={classes.form} onSubmit={submit}>
        <Field label="Bucket" value={name} onChange={setName} placeholder="my-logs" isFirst />
        <Field label="Region" value={region} onChange={setRegion} placeholder="us-east-1" />
        <Field
          label="Endpoint (optional)"
          hint="Empty for Amazon S3. Others: their S3 address, such as https://ACCOUNT.r2.cloudflarestorage.com"
          value={endpoint}
          onChange={setEndpoint}
          isOptional
        />
        <Field label="Folder (optional)" value={prefix} onChange={setPrefix} placeholder="draintrail/" isOptional />
        <Field label="Access key id" value={keyId} onChange={setKeyId} />
        <Field
          label="Secret access key"
          hint="Kept encrypted, and never shown again. It needs s3:PutObject, nothing else."
          value={secret}
          onChange={setSecret}
          isSecret
        />
        <label className={classes.check}>
          <input type="checkbox" checked={isFromStart} onChange={(event) => setIsFromStart(event.target.checked)} />
          <span>Copy what is stored already, too</span>
        </label>
        <ProblemLine error={keeping.error} />
        <div className={classes.buttons}>
          <Button size="xs" variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button size="xs" type="submit" loading={keeping.isPending}>
            Write a test file and keep
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const isAmazon = (bucket: BucketAnswer | null) => bucket?.endpoint === amazonEndpoint(bucket?.region ?? "");
