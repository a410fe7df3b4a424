import type { Severity } from "./ops";

/** A severity by shape, colour and word, so that none of them has to be seen. */
export function SeverityMark({ severity, word = true }: { severity: Severity; word?: boolean }) {
  return (
    <span className="severity" data-severity={severity}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
        <path d={SHAPES[severity]} fill="currentColor" />
        <path
          d={
            severity === "info"
              ? "M8 7.2v4M8 4.7v.01"
              : severity === "warning"
                ? "M8 6v3.7M8 12v.01"
                : "M8 4v4.6M8 11.6v.01"
          }
          fill="none"
          stroke="var(--panel)"
          strokeWidth="1.9"
          strokeLinecap="round"
        />
      </svg>
      <span className={word ? undefined : "visually-hidden"}>{severity}</span>
    </span>
  );
}

const SHAPES: Record<Severity, string> = {
  critical: "M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5z",
  warning: "M8 1.2 15.4 14.4H.6z",
  info: "M8 .8a7.2 7.2 0 1 1 0 14.4A7.2 7.2 0 0 1 8 .8z",
};
