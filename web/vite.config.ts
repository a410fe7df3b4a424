import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// Where `npm run dev` finds the two APIs; the built pages are served by shop and ops themselves.
const shop = process.env.MILLRACE_SHOP_URL ?? "http://127.0.0.1:8080";
const ops = process.env.MILLRACE_OPS_URL ?? "http://127.0.0.1:8081";

export default defineConfig({
  base: "./",
  plugins: [react()],
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ["index.html", "console.html"],
      output: {
        codeSplitting: {
          // What both pages need; what only one of them needs (the charts, say) stays with it.
          groups: [{ name: "base", test: /node_modules\/(react|react-dom|scheduler|@tanstack|openapi-fetch)\// }],
        },
      },
    },
  },
  server: {
    proxy: {
      "^/api/(products|orders|traffic|site)": shop,
      "/api": ops,
    },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["test/setup.ts"],
    passWithNoTests: false,
    // One simulated browser for all files: setting one up costs more than most of the tests.
    isolate: false,
    testTimeout: 30_000,
  },
});
