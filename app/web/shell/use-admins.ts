import { useQuery } from "@tanstack/react-query";
import type { AdminsAnswer } from "../../contract/api.ts";
import { getJson } from "../lib/api.ts";

/** Who may change things here, and whether this visitor is one of them. */
export function useAdmins() {
  return useQuery({
    queryKey: ["admins"],
    queryFn: ({ signal }) => getJson<AdminsAnswer>("/admins", {}, signal),
    // Somebody else may have been added meanwhile; a call that is refused says so in any case.
    staleTime: 60_000,
  });
}
