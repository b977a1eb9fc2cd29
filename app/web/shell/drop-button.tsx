import { type ReactElement, type ReactNode, useRef, useState } from "react";
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
  const place = useRef<HTMLSpanElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  const target = button(() => {
    setWasOpened(true);
    setOpen((old) => !old);
  });
  const changeOpen = (isNowOpen: boolean) => {
    setOpen(isNowOpen);
    // The panel cannot know whence the focus came: the button that had it was another element until the panel was loaded.
    if (!isNowOpen) place.current?.querySelector("button")?.focus();
  };
  const close = () => changeOpen(false);
  const panel = (
    <Part
      fallback={target}
      onClose={() => {
        setWasOpened(false);
        close();
      }}
    >
      <DropPopover target={target} label={label} className={className} isOpen={isOpen} onOpen={changeOpen}>
        {children(close)}
      </DropPopover>
    </Part>
  );
  return (
    <span ref={place} style={{ display: "contents" }}>
      {wasOpened ? panel : target}
    </span>
  );
}
