import { type ChangePlace, changeField } from "./change-fields.ts";
import type { Condition, Vocabulary } from "./conditions.ts";

export type ChangeCondition = Condition<ChangePlace, never>;

/** Changes: words are looked for in the sentences and in the events as received. */
export const CHANGES: Vocabulary<ChangePlace, never> = {
  text: { text: true },
  field: changeField,
  keyPlace: (name) => ({ data: name.replace(/^data\./, "") }),
  wordConditions: () => [],
  fieldConditions: () => [],
  ordered: () => null,
};
