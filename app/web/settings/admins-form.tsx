import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { AdminsAnswer, ResourceAnswer } from "../../contract/api.ts";
import { getVisits, write } from "../lib/api.ts";
import { useChosen } from "../lib/use-chosen.ts";
import { showable } from "../logs/line-format.ts";
import { useAnnounce } from "../shell/announcer.tsx";
import { Dialog } from "../shell/dialog.tsx";
import form from "../shell/form.module.css";
import { ProblemLine } from "../shell/problem-line.tsx";
import { knownAddresses, ownAddress, typedAddresses } from "./admins-words.ts";

/** Chooses who may change things; whoever chooses stays among them. */
export function AdminsForm(props: {
  admins: AdminsAnswer["admins"];
  viewer: ResourceAnswer["viewer"];
  onClose: () => void;
}) {
  const { admins, onClose } = props;
  const own = ownAddress(props.viewer);
  const [isListed, setListed] = useState(admins !== null);
  const listed = [...(admins ?? []), ...(own ? [own] : [])];
  const [chosen, choose] = useChosen(listed);
  const [others, setOthers] = useState("");
  const visits = useQuery({ queryKey: ["visits"], queryFn: ({ signal }) => getVisits(signal) });
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const saving = useMutation({
    mutationFn: () => write("PUT", "/admins", { admins: isListed ? [...chosen, ...typedAddresses(others)] : null }),
    onSuccess: async () => {
      announce("Saved who may change things");
      onClose();
      await queryClient.invalidateQueries({ queryKey: ["admins"] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <Dialog title="Who may change things" onClose={onClose}>
      <form className={form.form} onSubmit={submit}>
        <fieldset className={form.choices}>
          <legend>Of those whom Heroku lets open this dashboard</legend>
          <label className={form.check}>
            <input type="radio" name="who" checked={!isListed} onChange={() => setListed(false)} />
            <span>everybody</span>
          </label>
          <label className={form.check}>
            <input
              type="radio"
              name="who"
              checked={isListed}
              disabled={own === null}
              onChange={() => setListed(true)}
            />
            <span>only these people; the others may look</span>
            {own === null && (
              <span className={form.hint}>
                Heroku does not vouch for your address, so you could not be one of them. Whoever can sets this.
              </span>
            )}
          </label>
        </fieldset>
        {isListed && (
          <>
            <fieldset className={form.choices}>
              <legend>These people</legend>
              {knownAddresses(listed, visits.data?.data ?? []).map((address) => (
                <label key={address} className={form.check}>
                  <input
                    type="checkbox"
                    checked={chosen.has(address)}
                    disabled={address === own}
                    onChange={(event) => choose(address, event.target.checked)}
                  />
                  <span>{showable(address)}</span>
                  {address === own && <span className={form.hint}>you</span>}
                </label>
              ))}
            </fieldset>
            <label className={form.field}>
              <span>Others, by the address they have at Heroku</span>
              <textarea
                className={form.input}
                rows={2}
                value={others}
                placeholder="kim@example.com, lou@example.com"
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => setOthers(event.target.value)}
              />
            </label>
          </>
        )}
        <p className={form.words}>
          API tokens go on as they are: one with the scope admin changes things, whoever made it.
        </p>
        <ProblemLine error={saving.error} />
        <div className={form.buttons}>
          <Button size="xs" variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button size="xs" type="submit" loading={saving.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
