import type { State } from "./ops";

const WORDS: Record<State, string> = { up: "up", degraded: "degraded", down: "down", unknown: "unknown" };

/** A state by shape, colour and word, so that none of them has to be seen. */
export function StateMark({ state, word = true }: { state: State; word?: boolean }) {
  return (
    <span className="state-mark" data-state={state}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
        {state === "degraded" ? (
          <path d="M8 1.2 15.4 14.4H.6z" fill="currentColor" />
        ) : (
          <circle cx="8" cy="8" r="7.2" fill="currentColor" />
        )}
        <path
          d={SIGNS[state]}
          fill="none"
          stroke="var(--panel)"
          strokeWidth="1.9"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      <span className={word ? undefined : "visually-hidden"}>{WORDS[state]}</span>
    </span>
  );
}

const SIGNS: Record<State, string> = {
  up: "M4.8 8.3 7 10.5l4.2-4.7",
  degraded: "M8 6v3.7M8 12v.01",
  down: "M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2",
  unknown: "M6.2 6.3a1.9 1.9 0 1 1 2.6 1.8c-.6.3-.8.6-.8 1.2M8 11.7v.01",
};
