import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ExclusionAnswer } from "../../contract/api.ts";
import { showable } from "../logs/line-format.ts";
import { useAnnounce } from "../shell/announcer.tsx";
import cards from "../shell/card-table.module.css";
import { ProblemLine } from "../shell/problem-line.tsx";
import sheet from "../shell/sheet.module.css";
import { WriteButton } from "../shell/write-button.tsx";
import { amountWords } from "./exclusion-words.ts";
import classes from "./exclusions.module.css";
import { changeExclusion } from "./exclusions-api.ts";
import kept from "./kept-list.module.css";

interface ExclusionTableProps {
  exclusions: readonly ExclusionAnswer[];
  onOpen: (open: { what: "change" | "remove"; exclusion: ExclusionAnswer }) => void;
}

/** The filters, what each kept out, and a switch for each. */
export function ExclusionTable({ exclusions, onOpen }: ExclusionTableProps) {
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const switching = useMutation({
    mutationFn: ({ id, is_active }: ExclusionAnswer) => changeExclusion(id, { is_active: !is_active }),
    onSuccess: async ({ name, is_active }) => {
      announce(`Exclusion filter ${name} is ${is_active ? "on" : "off"}`);
      await queryClient.invalidateQueries({ queryKey: ["exclusions"] });
    },
  });
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table must scroll by keyboard, too */}
      <section className={sheet.scroll} aria-label="Exclusion filters" tabIndex={0}>
        <table className={`${sheet.table} ${cards.table}`}>
          <thead>
            <tr>
              <th scope="col">Filter</th>
              <th scope="col">Kept out in 24 hours</th>
              <th scope="col">in 30 days</th>
              <th scope="col">
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {exclusions.map((exclusion) => (
              <tr key={exclusion.id}>
                <th
                  scope="row"
                  className={cards.name}
                  title={`${showable(exclusion.name)}, made by ${exclusion.created_by}`}
                >
                  <span className={kept.stacked}>
                    <span className={kept.cut}>
                      {showable(exclusion.name)}
                      {!exclusion.is_active && <span className={sheet.aside}> (off)</span>}
                    </span>
                    <span className={classes.asked}>{showable(exclusion.query)}</span>
                  </span>
                </th>
                <td data-label="24 hours">{amountWords(exclusion.excluded.day)}</td>
                <td data-label="30 days">{amountWords(exclusion.excluded.month)}</td>
                <td>
                  <div className={kept.actions}>
                    <WriteButton
                      size="compact-xs"
                      variant="default"
                      aria-label={`Switch ${exclusion.is_active ? "off" : "on"} ${exclusion.name}`}
                      disabled={switching.isPending}
                      onClick={() => switching.mutate(exclusion)}
                    >
                      {exclusion.is_active ? "Switch off" : "Switch on"}
                    </WriteButton>
                    <WriteButton
                      size="compact-xs"
                      variant="default"
                      aria-label={`Change ${exclusion.name}`}
                      onClick={() => onOpen({ what: "change", exclusion })}
                    >
                      Change
                    </WriteButton>
                    <WriteButton
                      size="compact-xs"
                      variant="default"
                      aria-label={`Remove ${exclusion.name}`}
                      onClick={() => onOpen({ what: "remove", exclusion })}
                    >
                      Remove
                    </WriteButton>
                  </div>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <ProblemLine error={switching.error} />
    </>
  );
}
