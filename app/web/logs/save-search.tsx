import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { SavedSearchAnswer } from "../../contract/api.ts";
import { SAVED_SEARCH_NAME_CHARS_MAX } from "../../contract/limits.ts";
import { useAnnounce } from "../shell/announcer.tsx";
import form from "../shell/form.module.css";
import { ProblemLine } from "../shell/problem-line.tsx";
import { inOneRow } from "./line-format.ts";
import classes from "./saved-panel.module.css";
import { changeSearch, saveSearch } from "./saved-searches-api.ts";

/** Keeps the present search under a new name, or in place of the one that has the name. */
export function SaveSearch({ query, searches }: { query: string; searches: readonly SavedSearchAnswer[] }) {
  const [name, setName] = useState("");
  const announce = useAnnounce();
  const queryClient = useQueryClient();
  const same = searches.find((search) => search.name.toLowerCase() === name.trim().toLowerCase());
  const saving = useMutation({
    mutationFn: () => (same ? changeSearch(same.id, { query }) : saveSearch({ name, query })),
    onSuccess: async (saved) => {
      await queryClient.invalidateQueries({ queryKey: ["searches"] });
      announce(`Search saved as ${saved.name}`);
      setName("");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") saving.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <label className={classes.label}>
        <span>Keep this search as</span>
        <input
          className={form.input}
          required
          maxLength={SAVED_SEARCH_NAME_CHARS_MAX}
          value={name}
          placeholder="broken requests"
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <p className={classes.query}>{inOneRow(query)}</p>
      <ProblemLine error={saving.error} />
      <div className={classes.buttons}>
        <Button size="compact-sm" type="submit" loading={saving.isPending} disabled={name.trim() === ""}>
          {same ? `Replace ${same.name}` : "Save"}
        </Button>
      </div>
    </form>
  );
}
