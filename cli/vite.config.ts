import { readFileSync } from "node:fs";
import { defineConfig } from "vite";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** `npx vite build --config cli/vite.config.ts` writes dist/cli/draintrail.cjs: one file that needs Node and nothing else. CommonJS, because it is one
 * under any name: Node tells modules by the end of a file's name. */
export default defineConfig({
  root: import.meta.dirname,
  define: { VERSION: JSON.stringify(version) },
  build: {
    outDir: "../dist/cli",
    emptyOutDir: true,
    ssr: "main.ts",
    target: "node20",
    rolldownOptions: { output: { entryFileNames: "draintrail.cjs", format: "cjs", banner: "#!/usr/bin/env node" } },
  },
  ssr: { noExternal: true },
});
