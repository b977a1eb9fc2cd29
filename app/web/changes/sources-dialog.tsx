import type { ResourceAnswer } from "../../contract/api.ts";
import { Dialog } from "../shell/dialog.tsx";
import { SourceNotes } from "./source-notes.tsx";

export function SourcesDialog(props: { resource: ResourceAnswer | undefined; onClose: () => void }) {
  return (
    <Dialog title="Where changes come from" onClose={props.onClose}>
      <SourceNotes resource={props.resource} />
    </Dialog>
  );
}
