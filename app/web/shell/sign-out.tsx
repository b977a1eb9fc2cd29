import { ActionIcon } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { signOut } from "../lib/api.ts";
import { problemOf } from "../lib/problem.ts";
import { noteSignedOut } from "../lib/signed-out.ts";
import { useAnnounce } from "./announcer.tsx";

/** Ends the session here; Heroku's own session is not ours to end. */
export function SignOut({ email }: { email: string }) {
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const label = `Sign out ${email}`;
  const leave = async () => {
    try {
      await signOut();
      noteSignedOut();
      // Asks for the resource again, which now fails and shows how to come back.
      await queryClient.resetQueries();
    } catch (error) {
      announce(`Signing out failed: ${problemOf(error).detail}`);
    }
  };
  return (
    <ActionIcon variant="subtle" color="gray" size="md" aria-label={label} title={label} onClick={leave}>
      <LogOut size={15} aria-hidden />
    </ActionIcon>
  );
}
