const PADDLES = [0, 45, 90, 135, 180, 225, 270, 315];

/** The mill wheel. Decorative: the brand's name is next to it. */
export function Mark({ size = 32 }: { size?: number }) {
  return (
    <svg viewBox="0 0 48 48" width={size} height={size} aria-hidden="true" focusable="false" className="mark">
      <g fill="none" stroke="currentColor" strokeWidth="2.6" strokeLinecap="round">
        <g className="mark-wheel">
          <circle cx="24" cy="22" r="12.5" />
          {PADDLES.map((angle) => (
            <path key={angle} d="M24 16.5V4.6M20.6 4.6h6.8" transform={`rotate(${angle} 24 22)`} />
          ))}
          <circle cx="24" cy="22" r="3.4" fill="currentColor" stroke="none" />
        </g>
        <path d="M3 43c3.5-3.4 7-3.4 10.5 0s7 3.4 10.5 0 7-3.4 10.5 0 7 3.4 10.5 0" className="mark-water" />
      </g>
    </svg>
  );
}
