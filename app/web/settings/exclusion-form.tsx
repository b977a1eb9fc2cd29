import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import type { ExclusionAnswer } from "../../contract/api.ts";
import { EXCLUSION_NAME_CHARS_MAX, EXCLUSION_QUERY_CHARS_MAX } from "../../contract/limits.ts";
import { useAnnounce } from "../shell/announcer.tsx";
import { Dialog } from "../shell/dialog.tsx";
import form from "../shell/form.module.css";
import { ProblemLine } from "../shell/problem-line.tsx";
import { QueryField } from "../shell/query-field.tsx";
import { ExclusionPreview } from "./exclusion-preview.tsx";
import { changeExclusion, createExclusion } from "./exclusions-api.ts";

/** Names a filter and says which lines it keeps out. @param props.exclusion the one to be changed; a new one when null */
export function ExclusionForm(props: { exclusion: ExclusionAnswer | null; query?: string; onClose: () => void }) {
  const { exclusion, onClose } = props;
  const [name, setName] = useState(exclusion?.name ?? "");
  const [query, setQuery] = useState(exclusion?.query ?? props.query ?? "");
  const input = useRef<HTMLTextAreaElement>(null);
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const saving = useMutation({
    mutationFn: () =>
      exclusion === null ? createExclusion({ name, query }) : changeExclusion(exclusion.id, { name, query }),
    onSuccess: async ({ name: saved }) => {
      announce(`Exclusion filter ${saved} saved`);
      onClose();
      await queryClient.invalidateQueries({ queryKey: ["exclusions"] });
    },
  });
  const isReady = name.trim() !== "" && query.trim() !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) saving.mutate();
  };
  return (
    <Dialog title={exclusion === null ? "New exclusion filter" : `Change “${exclusion.name}”`} onClose={onClose}>
      <form className={form.form} onSubmit={submit}>
        <label className={form.field}>
          <span>Name</span>
          <input
            className={form.input}
            data-autofocus
            required
            maxLength={EXCLUSION_NAME_CHARS_MAX}
            value={name}
            placeholder="Health checks"
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <QueryField
          label="Store no lines that match"
          input={input}
          value={query}
          placeholder="as on the Logs page: kind:router path:/health"
          charsMax={EXCLUSION_QUERY_CHARS_MAX}
          isRequired
          onChange={setQuery}
        />
        <ExclusionPreview
          query={query}
          onGoTo={(from, to) => {
            input.current?.focus();
            input.current?.setSelectionRange(from, to);
          }}
        />
        <p className={form.words}>
          From now on such lines are counted and not stored: no search, tail or alert finds them, and they use up no
          quota. Lines that are stored already stay.
        </p>
        <ProblemLine error={saving.error} />
        <div className={form.buttons}>
          <Button size="xs" variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button size="xs" type="submit" loading={saving.isPending} disabled={!isReady}>
            {exclusion === null ? "Exclude these lines" : "Save"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
