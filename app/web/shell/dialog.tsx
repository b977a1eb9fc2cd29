import "@mantine/core/styles/Overlay.css";
import "@mantine/core/styles/ModalBase.css";
import "@mantine/core/styles/CloseButton.css";
import "@mantine/core/styles/ScrollArea.css";
import "@mantine/core/styles/Modal.css";
import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./dialog.module.css";
import { useFocusBack } from "./use-focus-back.ts";

/**
 * A dialog over the page.
 *
 * @param mustBeAnswered  true while it shows what is shown once: then only its own button closes it, so that a click
 *   beside it or a stray Escape loses nothing
 */
export function Dialog(props: {
  title: string;
  size?: "sm" | "lg";
  onClose: () => void;
  mustBeAnswered?: boolean;
  children: ReactNode;
}) {
  useFocusBack();
  const mayLeave = !props.mustBeAnswered;
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={props.title}
      size={props.size ?? "lg"}
      classNames={{ content: classes.content, header: classes.header, title: classes.title }}
      withCloseButton={mayLeave}
      closeOnClickOutside={mayLeave}
      closeOnEscape={mayLeave}
      returnFocus={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {props.children}
    </Modal>
  );
}
