import "@mantine/core/styles/baseline.css";
import "@mantine/core/styles/default-css-variables.css";
import "@mantine/core/styles/global.css";
import "@mantine/core/styles/UnstyledButton.css";
import "@mantine/core/styles/Loader.css";
import "@mantine/core/styles/Button.css";
import "@mantine/core/styles/ActionIcon.css";
import "@mantine/core/styles/Popover.css";
import "@mantine/core/styles/Paper.css";
import "./base.css";
import { MantineProvider } from "@mantine/core";
import { MutationCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { styleNonce } from "./lib/page-settings.ts";
import { problemOf } from "./lib/problem.ts";
import { router } from "./router.tsx";
import { theme } from "./theme.ts";

const nonce = styleNonce();
// The name under which react-remove-scroll, inside Mantine's dialogs, looks for the nonce.
Object.assign(globalThis, { __webpack_nonce__: nonce });

const queryClient: QueryClient = new QueryClient({
  // Whatever is changed is listed in Settings among what was changed.
  mutationCache: new MutationCache({
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: ["activity"] }),
  }),
  defaultOptions: {
    queries: {
      // Trying again helps with a lost connection or a busy server, never with a wrong question.
      retry: (failures, error) => {
        const { status } = problemOf(error);
        return failures < 2 && (status === 0 || status === 429 || status >= 500);
      },
      refetchOnWindowFocus: false,
      // What is asked without a connection fails at once and says so, rather than wait for one in silence.
      networkMode: "always",
      refetchOnReconnect: true,
      staleTime: 30_000,
    },
    mutations: { networkMode: "always" },
  },
});

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
