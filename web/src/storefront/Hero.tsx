const PADDLES = Array.from({ length: 12 }, (_, index) => index * 30);

export function Hero() {
  return (
    <section className="hero">
      <div className="hero-words">
        <p className="eyebrow">Small lots · roasted to order</p>
        <h1>
          Good coffee
          <br />
          keeps moving.
        </h1>
        <p className="lead">
          We roast beside an old mill race, in batches small enough to taste every one. Order a bag and follow it: your
          order reaches our books before you have put the kettle on.
        </p>
        <button type="button" className="button button-large" onClick={toShelf}>
          See the coffees
        </button>
      </div>
      <svg viewBox="0 0 520 400" className="hero-art" aria-hidden="true" focusable="false">
        <defs>
          <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
            <stop offset="0" stopColor="#f6cf9a" />
            <stop offset="1" stopColor="#f3e2c6" />
          </linearGradient>
          <clipPath id="frame">
            <rect width="520" height="400" rx="28" />
          </clipPath>
        </defs>
        <g clipPath="url(#frame)">
          <rect width="520" height="400" fill="url(#sky)" />
          <circle cx="390" cy="110" r="54" fill="#e88b4a" />
          <path d="M0 236C70 170 120 150 190 196s120 20 190-30 110-6 140 20v214H0z" fill="#b9c2a0" />
          <path d="M0 268c90-52 150-30 220-8s190-30 300-22v162H0z" fill="#8a9a74" />
          <path d="M0 300c120-26 190-8 270 0s170-6 250-14v114H0z" fill="#5f7354" />
          <g>
            <path d="M70 186l78-58 78 58v132H70z" fill="#f6ead8" />
            <path d="M54 194l94-72 94 72-10 12-84-62-84 62z" fill="#7a3421" />
            <path d="M196 116h22v40l-22-16z" fill="#5a2517" />
            <path d="M128 262h40v56h-40z" fill="#3a2418" />
            <path d="M92 214h30v30H92zM174 214h30v30h-30z" fill="#e9a95c" />
            <path d="M107 214v30M92 229h30M189 214v30M174 229h30" stroke="#7a3421" strokeWidth="3" />
            <g fill="none" stroke="#fffaf0" strokeWidth="5" strokeLinecap="round" className="steam">
              <path d="M206 104c-10-12 10-20 0-34" />
              <path d="M216 96c-9-12 9-18 0-30" />
            </g>
          </g>
          <g transform="translate(312 258)">
            <g className="hero-wheel" fill="none" stroke="#3a2418" strokeWidth="7">
              <circle r="70" />
              <circle r="50" strokeWidth="4" />
              {PADDLES.map((angle) => (
                <path key={angle} d="M0-14V-84M-11-84h22" transform={`rotate(${angle})`} strokeWidth="5" />
              ))}
              <circle r="14" fill="#a8432a" />
            </g>
          </g>
          <path d="M0 334c52-14 78-14 130 0s78 14 130 0 78-14 130 0 78 14 130 0v66H0z" fill="#3f7487" />
          <path
            d="M-130 352c52-12 78-12 130 0s78 12 130 0 78-12 130 0 78 12 130 0 78-12 130 0 78 12 130 0"
            fill="none"
            stroke="#a9d0d6"
            strokeWidth="4"
            className="hero-water"
          />
          <path
            d="M-130 376c52-12 78-12 130 0s78 12 130 0 78-12 130 0 78 12 130 0 78-12 130 0 78 12 130 0"
            fill="none"
            stroke="#6fa5b3"
            strokeWidth="4"
            className="hero-water hero-water-slow"
          />
        </g>
      </svg>
    </section>
  );
}

function toShelf() {
  document.getElementById("shelf")?.scrollIntoView({ behavior: "smooth" });
}
