import { Button } from "@mantine/core";
import { Bookmark } from "lucide-react";
import { lazyPart } from "../lib/lazy-part.ts";
import { DropButton } from "../shell/drop-button.tsx";
import { Part } from "../shell/part.tsx";
import classes from "./saved-button.module.css";

const SavedPanel = lazyPart(
  () => import("./saved-panel.tsx"),
  (m) => m.SavedPanel,
);

/** Opens the searches that are kept under a name. */
export function SavedButton({ query, onSearch }: { query: string; onSearch: (query: string) => void }) {
  return (
    <DropButton
      label="Saved searches"
      className={classes.panel}
      button={(toggle) => (
        <Button
          size="sm"
          variant="default"
          className={classes.button}
          leftSection={<Bookmark size={14} aria-hidden />}
          aria-label="Saved searches"
          title="Searches kept under a name"
          onClick={toggle}
        >
          <span className={classes.word}>Saved</span>
        </Button>
      )}
    >
      {(close) => (
        <Part onClose={close}>
          <SavedPanel
            query={query}
            onSearch={(chosen) => {
              close();
              onSearch(chosen);
            }}
          />
        </Part>
      )}
    </DropButton>
  );
}
