import { type ReactNode, useId } from "react";

interface PanelProps {
  title: string;
  area: string;
  note?: ReactNode;
  testId?: string;
  children: ReactNode;
}

export function Panel({ title, area, note, testId, children }: PanelProps) {
  const id = useId();
  return (
    <section className={`panel panel-${area}`} aria-labelledby={id} data-testid={testId}>
      <header>
        <h2 id={id}>{title}</h2>
        {note !== undefined && <div className="panel-note">{note}</div>}
      </header>
      {children}
    </section>
  );
}

/** One number with its name. A dash where it is not known: a zero would be a claim. */
export function Tile({
  label,
  value,
  note,
  testId,
}: {
  label: string;
  value: string | undefined;
  note?: ReactNode;
  testId?: string;
}) {
  return (
    <div className="tile">
      <dt>{label}</dt>
      <dd data-testid={testId}>{value ?? "–"}</dd>
      {note !== undefined && <dd className="tile-note">{note}</dd>}
    </div>
  );
}

/** What may be wider than a phone scrolls by itself, also by keyboard (WCAG 2.1.1). */
export function ScrollBox({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
    <section className="scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
