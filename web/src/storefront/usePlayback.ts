import { useEffect, useState } from "react";
import { playbackMs } from "./journey";

/** Runs from 0 to `total` in slowed-down time, once for each `run`; stands at `total` where motion is unwanted. */
export function usePlayback(run: string | undefined, total: number): number {
  const [elapsed, setElapsed] = useState(0);
  useEffect(() => {
    if (run === undefined) {
      setElapsed(0);
      return;
    }
    if (window.matchMedia?.("(prefers-reduced-motion: reduce)").matches) {
      setElapsed(total);
      return;
    }
    const duration = playbackMs(total);
    const start = performance.now();
    let frame = requestAnimationFrame(function step(now) {
      const share = Math.min(1, Math.max(0, (now - start) / duration));
      setElapsed(share * total);
      if (share < 1) frame = requestAnimationFrame(step);
    });
    // A tab in the background gets no frames: the numbers must be there all the same.
    const last = setTimeout(() => setElapsed(total), duration + 50);
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(last);
    };
  }, [run, total]);
  return elapsed;
}
