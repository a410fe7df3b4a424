import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Console } from "./Console";
import { LiveStream } from "./liveStream";
import { openStream } from "./ops";
import "uplot/dist/uPlot.min.css";
import "./console.css";

const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 2_000 } } });
const live = new LiveStream(openStream);
live.start();

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <Console live={live} />
    </QueryClientProvider>
  </StrictMode>,
);
