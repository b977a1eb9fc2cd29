import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { EMAIL_CHARS_MAX } from "../../contract/limits.ts";
import { getVisits } from "../lib/api.ts";
import form from "../shell/form.module.css";

/** Whose mail it is: one of those who have opened this dashboard, of whom the latest are offered. */
export function AddressField(props: { address: string; onChange: (address: string) => void }) {
  const listId = useId();
  const visits = useQuery({ queryKey: ["visits"], queryFn: ({ signal }) => getVisits(signal) });
  const known = new Set((visits.data?.data ?? []).filter((visit) => visit.is_email_verified).map(({ email }) => email));
  return (
    <label className={form.field}>
      <span>Address</span>
      <input
        className={form.input}
        type="email"
        required
        maxLength={EMAIL_CHARS_MAX}
        value={props.address}
        placeholder="of somebody who has opened this dashboard"
        list={listId}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => props.onChange(event.target.value)}
      />
      <datalist id={listId}>
        {[...known].map((email) => (
          <option key={email} value={email} />
        ))}
      </datalist>
    </label>
  );
}
