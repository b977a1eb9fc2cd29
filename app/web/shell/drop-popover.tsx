import { Popover } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";

/** The panel of a DropButton, placed and with the keyboard inside it while it is open. */
export function DropPopover(props: {
  target: ReactElement;
  label: string;
  className?: string | undefined;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  children: ReactNode;
}) {
  return (
    <Popover
      opened={props.isOpen}
      onChange={props.onOpen}
      position="bottom-end"
      trapFocus
      shadow="md"
      withinPortal={false}
    >
      <Popover.Target>{props.target}</Popover.Target>
      <Popover.Dropdown {...(props.className ? { className: props.className } : {})} aria-label={props.label}>
        {props.children}
      </Popover.Dropdown>
    </Popover>
  );
}
