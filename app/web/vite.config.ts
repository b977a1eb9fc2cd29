import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** `npx vite build --config app/web/vite.config.ts` writes dist/web; every hashed file is under /assets/. */
export default defineConfig({
  root: import.meta.dirname,
  base: "/",
  plugins: [react()],
  build: {
    outDir: "../../dist/web",
    emptyOutDir: true,
    assetsDir: "assets",
    // Nothing is inlined as data: the policy the page is served with allows scripts and styles from files only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: { proxy: { "/api": process.env.DRAINTRAIL_URL ?? "http://127.0.0.1:5000" } },
});
