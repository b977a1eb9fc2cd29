import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { RedactionAnswer } from "../../contract/api.ts";
import { DETECTOR_IDS, DETECTORS, type DetectorId } from "../../contract/redaction.ts";
import { useChosen } from "../lib/use-chosen.ts";
import { useAnnounce } from "../shell/announcer.tsx";
import { Dialog } from "../shell/dialog.tsx";
import form from "../shell/form.module.css";
import { ProblemLine } from "../shell/problem-line.tsx";
import { changeRedaction } from "./redaction-api.ts";
import { RedactionPreview } from "./redaction-preview.tsx";
import { isEmpty, listOf } from "./redaction-words.ts";

/** Chooses what is masked, and shows what that would have done with the newest lines. */
export function RedactionForm({ redaction, onClose }: { redaction: RedactionAnswer; onClose: () => void }) {
  const [detectors, choose] = useChosen<DetectorId>(redaction.detectors);
  const [keys, setKeys] = useState(redaction.keys.join(", "));
  const [prefixes, setPrefixes] = useState(redaction.prefixes.join(", "));
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const rules = {
    detectors: DETECTOR_IDS.filter((id) => detectors.has(id)),
    keys: listOf(keys),
    prefixes: listOf(prefixes),
  };
  const saving = useMutation({
    mutationFn: () => changeRedaction(rules),
    onSuccess: async (saved) => {
      announce(isEmpty(saved) ? "Nothing is masked any more" : "Redaction saved");
      onClose();
      await queryClient.invalidateQueries({ queryKey: ["redaction"] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <Dialog title="Mask values" onClose={onClose}>
      <form className={form.form} onSubmit={submit}>
        <fieldset className={form.choices}>
          <legend>Found by their form</legend>
          {DETECTOR_IDS.map((id) => (
            <label key={id} className={form.check}>
              <input
                type="checkbox"
                checked={detectors.has(id)}
                onChange={(event) => choose(id, event.target.checked)}
              />
              <span>{DETECTORS[id].name}</span>
              <span className={form.hint}>{DETECTORS[id].finds}</span>
            </label>
          ))}
        </fieldset>
        <ListField
          label="Values of these names"
          hint="in JSON, key=value, headers and URLs; * before or behind a name is any part of it"
          placeholder="password, *_token, authorization"
          value={keys}
          onChange={setKeys}
        />
        <ListField
          label="Words that begin so"
          hint="masked from there on: cus_****"
          placeholder="cus_, tok_"
          value={prefixes}
          onChange={setPrefixes}
        />
        <RedactionPreview rules={rules} />
        <p className={form.words}>
          From now on. Lines that are stored already stay as they are, and what is masked cannot be brought back.
        </p>
        <ProblemLine error={saving.error} />
        <div className={form.buttons}>
          <Button size="xs" variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button size="xs" type="submit" loading={saving.isPending}>
            {isEmpty(rules) ? "Mask nothing" : "Mask these from now on"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function ListField(props: {
  label: string;
  hint: string;
  placeholder: string;
  value: string;
  onChange: (typed: string) => void;
}) {
  return (
    <label className={form.field}>
      <span>{props.label}</span>
      <textarea
        className={form.input}
        rows={2}
        value={props.value}
        placeholder={props.placeholder}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => props.onChange(event.target.value)}
      />
      <small>{props.hint}</small>
    </label>
  );
}
