import { ActionIcon } from "@mantine/core";
import { X } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { makeRestInert } from "../lib/rest-inert.ts";
import { clockTime, dayName, type Zone, zoneName } from "../lib/time-format.ts";
import classes from "./side-panel.module.css";

/**
 * One row of a list in full, beside the list (over it on a narrow screen). It takes the focus, and gives it back when
 * it closes.
 */
export function SidePanel(props: {
  label: string;
  title: string;
  /** When what is shown happened; null while it is not known. */
  at: string | null;
  zone: Zone;
  onClose: () => void;
  children: ReactNode;
}) {
  const { at, zone, onClose } = props;
  const panel = useRef<HTMLDivElement>(null);
  const opener = useRef<Element | null>(null);
  useEffect(() => {
    opener.current = document.activeElement;
    panel.current?.focus({ preventScroll: true });
    // On a narrow screen the panel covers the page; see side-panel.module.css.
    const release = panel.current && matchMedia("(max-width: 900px)").matches ? makeRestInert(panel.current) : null;
    return () => {
      release?.();
      if (opener.current instanceof HTMLElement && opener.current.isConnected) opener.current.focus();
      else document.querySelector<HTMLElement>("[role=grid]")?.focus();
    };
  }, []);
  return (
    <div role="dialog" aria-label={props.label} className={classes.panel} tabIndex={-1} ref={panel}>
      <div className={classes.head}>
        <div className={classes.title}>
          <h2 className={classes.name}>{props.title}</h2>
          {at !== null && (
            <p className={classes.time}>
              <time dateTime={at}>
                {dayName(Date.parse(at), zone)} {clockTime(Date.parse(at), zone)}
              </time>{" "}
              {zoneName(zone)}
            </p>
          )}
        </div>
        <ActionIcon variant="subtle" color="gray" aria-label="Close" title="Close (esc)" onClick={onClose}>
          <X size={17} aria-hidden />
        </ActionIcon>
      </div>
      {props.children}
    </div>
  );
}
