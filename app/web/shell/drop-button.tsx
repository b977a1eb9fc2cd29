import { type ReactElement, type ReactNode, useState } from "react";
import { lazyPart } from "../lib/lazy-part.ts";
import { Part } from "./part.tsx";

const DropPopover = lazyPart(
  () => import("./drop-popover.tsx"),
  (m) => m.DropPopover,
);

/**
 * A button and a panel that opens below it. Placing a panel takes a library as large as the rest of a page's frame, and
 * the first view does without it: it is loaded when a panel is first asked for.
 *
 * @param button given what a click does
 * @param children given how the panel is closed
 */
export function DropButton({
  label,
  className,
  button,
  children,
}: {
  label: string;
  className?: string | undefined;
  button: (toggle: () => void) => ReactElement;
  children: (close: () => void) => ReactNode;
}) {
  const [isOpen, setOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  const target = button(() => {
    setWasOpened(true);
    setOpen((old) => !old);
  });
  const close = () => {
    setWasOpened(false);
    setOpen(false);
  };
  if (!wasOpened) return target;
  return (
    <Part fallback={target} onClose={close}>
      <DropPopover target={target} label={label} className={className} isOpen={isOpen} onOpen={setOpen}>
        {children(() => setOpen(false))}
      </DropPopover>
    </Part>
  );
}
