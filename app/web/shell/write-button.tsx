import { Button, type ButtonProps } from "@mantine/core";
import type { ComponentPropsWithoutRef } from "react";
import { useWriteRefusal } from "./use-write-refusal.ts";

/** A button that leads to a change: for whoever may only look it does nothing, and says why. */
export function WriteButton(props: ButtonProps & ComponentPropsWithoutRef<"button">) {
  const refusal = useWriteRefusal();
  return <Button {...props} disabled={props.disabled || refusal !== null} title={refusal ?? props.title} />;
}
