import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { SavedSearchAnswer, SavedSearchesAnswer } from "../../contract/api.ts";
import { SAVED_SEARCH_NAME_CHARS_MAX } from "../../contract/limits.ts";
import { useAnnounce } from "../shell/announcer.tsx";
import form from "../shell/form.module.css";
import { ProblemLine } from "../shell/problem-line.tsx";
import classes from "./saved-panel.module.css";
import { changeSearch, removeSearch } from "./saved-searches-api.ts";

/** Another name for a saved search, or none of it any more. */
export function EditSearch({ search, onDone }: { search: SavedSearchAnswer; onDone: () => void }) {
  const [name, setName] = useState(search.name);
  const announce = useAnnounce();
  const queryClient = useQueryClient();
  /** The list shows it at once; what others did meanwhile comes with the next answer. */
  const done = (words: string, instead: readonly SavedSearchAnswer[]) => {
    onDone();
    announce(words);
    queryClient.setQueryData<SavedSearchesAnswer>(["searches"], (old) =>
      old ? { data: old.data.flatMap((each) => (each.id === search.id ? instead : [each])) } : old,
    );
    return queryClient.invalidateQueries({ queryKey: ["searches"] });
  };
  const renaming = useMutation({
    mutationFn: () => changeSearch(search.id, { name }),
    onSuccess: (renamed) => done(`Renamed to ${renamed.name}`, [renamed]),
  });
  const removal = useMutation({
    mutationFn: () => removeSearch(search.id),
    onSuccess: () => done(`${search.name} removed`, []),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") renaming.mutate();
  };
  return (
    <form className={classes.form} aria-label={`Rename or remove ${search.name}`} onSubmit={submit}>
      <input
        className={form.input}
        aria-label="Name"
        // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that was pressed
        autoFocus
        required
        maxLength={SAVED_SEARCH_NAME_CHARS_MAX}
        value={name}
        autoComplete="off"
        onChange={(event) => setName(event.target.value)}
      />
      <ProblemLine error={renaming.error ?? removal.error} />
      <div className={classes.buttons}>
        <Button size="compact-sm" type="submit" loading={renaming.isPending} disabled={name.trim() === ""}>
          Rename
        </Button>
        <Button size="compact-sm" variant="default" loading={removal.isPending} onClick={() => removal.mutate()}>
          Remove
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
