import { Button } from "@mantine/core";
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { copyText } from "../lib/copy-text.ts";
import classes from "./copy-block.module.css";

const SHOWN_MS = 2500;

/** A piece of text to take along, whole, with a button that copies it and says whether that worked. */
export function CopyBlock({ label, text }: { label: string; text: string }) {
  const [outcome, setOutcome] = useState<"copied" | "failed" | null>(null);
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => setOutcome((await copyText(text)) ? "copied" : "failed");
  return (
    <div className={classes.block}>
      <div className={classes.head}>
        <span className={classes.label}>{label}</span>
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`Copy ${label}`}
          leftSection={outcome === "copied" ? <Check size={13} aria-hidden /> : <Copy size={13} aria-hidden />}
          onClick={copy}
        >
          {outcome === "copied" ? "Copied" : "Copy"}
        </Button>
      </div>
      <code className={classes.text}>{text}</code>
      <span className="visually-hidden" role="status">
        {outcome === "copied" && `${label} copied`}
      </span>
      {outcome === "failed" && (
        <p className={classes.failed} role="alert">
          The browser refused; select the text and copy it by hand.
        </p>
      )}
    </div>
  );
}
