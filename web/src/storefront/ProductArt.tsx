import type { ReactNode } from "react";

/** Colours of one product's picture, from the wall behind it to the ink of its label. */
interface Palette {
  readonly wall: string;
  readonly glow: string;
  readonly pack: string;
  readonly shade: string;
  readonly label: string;
  readonly ink: string;
  readonly accent: string;
}

const PALETTES: readonly Palette[] = [
  palette("#f3d9b8", "#f9e8cf", "#2f2019", "#211611", "#f6ead8", "#2f2019", "#c4622d"),
  palette("#cfdcc3", "#e1ead7", "#3f5a45", "#314737", "#f4efe0", "#2c4031", "#d99a3a"),
  palette("#f0c7b0", "#f8ddcd", "#a8432a", "#8a3421", "#fbeee0", "#7a2c1b", "#e4a23f"),
  palette("#c9dbe0", "#deeaec", "#2e5363", "#234150", "#f3efe3", "#234150", "#d2703f"),
  palette("#ecd3a4", "#f6e5c2", "#c98a1f", "#a87016", "#fff6e2", "#6a4508", "#8b3a22"),
  palette("#dccbd9", "#ebdfe8", "#5b3a58", "#472c45", "#f7efe8", "#472c45", "#d98b4b"),
];

/** The house's own choice, so that neighbours on the shelf differ; any other SKU gets its colours from its hash. */
const CHOSEN: Record<string, number> = {
  "HOUSE-ESPRESSO-250": 0,
  "HOUSE-ESPRESSO-1000": 0,
  "ETH-YIRGA-250": 4,
  "COL-HUILA-250": 2,
  "KEN-NYERI-250": 5,
  "DECAF-HUILA-250": 3,
  "GUA-ANTIGUA-250": 1,
  "FILTER-BOX-3": 2,
  "SUM-MANDHELING-250": 4,
  "CRI-TARRAZU-250": 1,
  "PER-CAJAMARCA-250": 3,
  "RWA-NYAMASHEKE-250": 2,
  "PAN-GEISHA-100": 5,
  "V60-DRIPPER": 3,
  "V60-FILTERS-100": 4,
  "HAND-GRINDER": 1,
};

/** A drawn picture for any product: its shape follows from the SKU, its colours and motif too, so that they never change. */
export function ProductArt({ sku, name }: { sku: string; name: string }) {
  const number = hash(sku);
  const colours = PALETTES[CHOSEN[sku] ?? number % PALETTES.length] ?? (PALETTES[0] as Palette);
  return (
    <svg
      viewBox="0 0 240 200"
      className="art"
      aria-hidden="true"
      focusable="false"
      preserveAspectRatio="xMidYMid slice"
    >
      <rect width="240" height="200" fill={colours.wall} />
      <circle cx="120" cy="92" r="84" fill={colours.glow} />
      <path d="M0 168h240v32H0z" fill={colours.shade} opacity=".13" />
      <ellipse cx="120" cy="172" rx="62" ry="7" fill={colours.shade} opacity=".32" />
      {picture(sku, name, colours, number)}
    </svg>
  );
}

function picture(sku: string, name: string, colours: Palette, number: number): ReactNode {
  if (/DRIPPER/.test(sku)) return <Dripper colours={colours} />;
  if (/FILTERS/.test(sku)) return <Papers colours={colours} />;
  if (/GRINDER/.test(sku)) return <Grinder colours={colours} />;
  if (/BOX/.test(sku)) return <Box colours={colours} />;
  const scale = /-1000$/.test(sku) ? 1.12 : /-100$/.test(sku) ? 0.8 : 0.96;
  return (
    <g transform={`translate(120 172) scale(${scale}) translate(-120 -172)`}>
      <Bag colours={colours} name={name} motif={number} />
    </g>
  );
}

function Bag({ colours, name, motif }: { colours: Palette; name: string; motif: number }) {
  const words = (name.split(",")[0] ?? name).split(" ");
  const lines =
    words.length > 1 && words.join(" ").length > 9 ? [words[0], words.slice(1).join(" ")] : [words.join(" ")];
  const longest = Math.max(...lines.map((line) => (line ?? "").length));
  const size = Math.min(14, 70 / (longest * 0.57));
  return (
    <g>
      <path d="M77 44c-5 34-6 88-3 128h92c3-40 2-94-3-128z" fill={colours.pack} />
      <path d="M144 44c6 40 7 90 4 128h18c3-40 2-94-3-128z" fill={colours.shade} opacity=".65" />
      <path d="M76 30h88l-1 16H77z" fill={colours.shade} />
      <path d="M76 30h88v5H76z" fill={colours.accent} opacity=".85" />
      <circle cx="120" cy="56" r="3.4" fill={colours.shade} stroke={colours.glow} strokeOpacity=".35" />
      <rect x="82" y="72" width="76" height="82" rx="4" fill={colours.label} />
      <svg x="82" y="72" width="76" height="46" viewBox="0 0 76 46" aria-hidden="true" focusable="false">
        <Motif kind={motif % 5} colours={colours} />
      </svg>
      <path d="M90 144h60" stroke={colours.accent} strokeWidth="1.4" />
      {lines.map((line, index) => (
        <text
          key={line}
          x="120"
          y={lines.length === 1 ? 135 : 129 + index * 11.5}
          fontSize={lines.length === 1 ? size : Math.min(size, 11)}
          textAnchor="middle"
          fill={colours.ink}
          fontFamily="var(--serif)"
          fontWeight="600"
        >
          {line}
        </text>
      ))}
    </g>
  );
}

function Motif({ kind, colours }: { kind: number; colours: Palette }) {
  switch (kind) {
    case 0:
      return (
        <g>
          <circle cx="38" cy="27" r="12" fill={colours.accent} />
          <path d="M0 46V34l18-13 14 11 16-17 28 20v11z" fill={colours.pack} />
          <path d="M0 46v-6l24-8 20 8 16-6 16 5v7z" fill={colours.ink} opacity=".55" />
        </g>
      );
    case 1:
      return (
        <g fill="none" strokeWidth="2.4" strokeLinecap="round">
          <circle cx="56" cy="15" r="8" fill={colours.accent} />
          <path d="M8 30c8-7 16-7 24 0s16 7 24 0 10-5 14-4" stroke={colours.pack} />
          <path d="M6 38c8-7 16-7 24 0s16 7 24 0 12-6 18-3" stroke={colours.ink} opacity=".6" />
        </g>
      );
    case 2:
      return (
        <g>
          <path d="M14 42C22 22 40 10 64 8" fill="none" stroke={colours.pack} strokeWidth="2" />
          <path
            d="M30 24c-12-2-16-10-15-16 9 0 16 6 15 16zM44 16c2-9 10-12 17-12-1 8-8 14-17 12zM24 34c8-4 17-2 20 5-8 4-16 2-20-5z"
            fill={colours.pack}
          />
          <circle cx="34" cy="27" r="4.6" fill={colours.accent} />
          <circle cx="42" cy="25" r="4.6" fill={colours.accent} opacity=".8" />
        </g>
      );
    case 3:
      return (
        <g>
          {[0, 30, 60, 90, 120, 150].map((angle) => (
            <ellipse
              key={angle}
              cx="38"
              cy="25"
              rx="4.4"
              ry="17"
              fill={colours.pack}
              opacity=".82"
              transform={`rotate(${angle} 38 25)`}
            />
          ))}
          <circle cx="38" cy="25" r="6" fill={colours.accent} />
        </g>
      );
    default:
      return (
        <g>
          <ellipse cx="38" cy="25" rx="13" ry="17" fill={colours.pack} transform="rotate(28 38 25)" />
          <path
            d="M45 10c-10 8-4 20-14 30"
            fill="none"
            stroke={colours.label}
            strokeWidth="2.6"
            strokeLinecap="round"
          />
          <circle cx="12" cy="16" r="2.2" fill={colours.accent} />
          <circle cx="64" cy="34" r="2.2" fill={colours.accent} />
          <circle cx="62" cy="12" r="1.5" fill={colours.accent} />
        </g>
      );
  }
}

function Box({ colours }: { colours: Palette }) {
  return (
    <g>
      <path d="M64 96h112v76H64z" fill={colours.pack} />
      <path d="M64 96l14-22h84l14 22z" fill={colours.shade} />
      <path d="M78 74h84l-6 22H84z" fill={colours.accent} opacity=".28" />
      {[0, 1, 2].map((index) => (
        <g key={index} transform={`translate(${82 + index * 28} 0)`}>
          <path d="M0 52h20l1 40H-1z" fill={[colours.label, colours.accent, colours.wall][index]} />
          <path d="M0 52h20v6H0z" fill={colours.ink} opacity=".35" />
          <circle cx="10" cy="76" r="5" fill={colours.ink} opacity=".75" />
        </g>
      ))}
      <path d="M64 92h112v80H64z" fill={colours.pack} />
      <rect x="86" y="112" width="68" height="38" rx="3" fill={colours.label} />
      <text
        x="120"
        y="129"
        fontSize="11"
        textAnchor="middle"
        fill={colours.ink}
        fontFamily="var(--serif)"
        fontWeight="600"
      >
        Tasting
      </text>
      <path d="M98 138h44" stroke={colours.accent} strokeWidth="1.6" />
      <path d="M152 92h24v80h-24z" fill={colours.shade} opacity=".45" />
    </g>
  );
}

function Dripper({ colours }: { colours: Palette }) {
  return (
    <g>
      <path d="M98 118h44l6 46c0 5-4 8-9 8h-38c-5 0-9-3-9-8z" fill="#fff" opacity=".72" />
      <path d="M95 140h50l3 24c0 5-4 8-9 8h-38c-5 0-9-3-9-8z" fill={colours.ink} opacity=".82" />
      <path d="M72 58h96l-28 52h-40z" fill="#fdfbf6" />
      <path d="M142 58h26l-28 52h-14z" fill={colours.shade} opacity=".1" />
      <path d="M168 66c16-2 22 22-10 24" fill="none" stroke="#fdfbf6" strokeWidth="6" />
      <path d="M84 110h72a4 4 0 0 1 0 8H84a4 4 0 0 1 0-8z" fill="#fdfbf6" />
      <path d="M84 114h72a4 4 0 0 1 0 4H84z" fill={colours.shade} opacity=".16" />
      <path d="M80 58h80l-5 9H85z" fill={colours.accent} opacity=".5" />
      <path d="M120 118v18" stroke={colours.ink} strokeWidth="2.4" strokeDasharray="4 4" />
      <g fill="none" stroke={colours.shade} strokeOpacity=".35" strokeWidth="3" strokeLinecap="round">
        <path d="M104 44c-5-7 5-11 0-19M122 46c-5-8 5-13 0-22M140 44c-5-7 5-11 0-19" />
      </g>
    </g>
  );
}

function Papers({ colours }: { colours: Palette }) {
  return (
    <g>
      {[10, 5, 0].map((shift) => (
        <g key={shift} transform={`translate(${shift * 1.6} ${-shift})`}>
          <path d="M66 78c34-16 74-16 108 0l-40 78c-6 8-22 8-28 0z" fill="#fffdf7" />
          <path
            d="M66 78c34-16 74-16 108 0l-40 78c-6 8-22 8-28 0z"
            fill={colours.accent}
            opacity={0.05 + shift * 0.012}
          />
        </g>
      ))}
      <g fill="none" stroke={colours.ink} strokeOpacity=".22" strokeWidth="1.6">
        <path d="M82 80l30 74M100 74l14 82M120 72v84M140 74l-14 82M158 80l-30 74" />
      </g>
      <path d="M76 102c28 10 60 10 88 0l-7 14c-22 8-52 8-74 0z" fill={colours.pack} />
      <text
        x="120"
        y="117"
        fontSize="10"
        textAnchor="middle"
        fill={colours.label}
        fontFamily="var(--serif)"
        fontWeight="600"
      >
        100 papers
      </text>
    </g>
  );
}

function Grinder({ colours }: { colours: Palette }) {
  return (
    <g>
      <path
        d="M122 50V34h52"
        fill="none"
        stroke={colours.ink}
        strokeWidth="6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="180" cy="32" r="10" fill={colours.accent} />
      <path d="M96 50h52l-4 12h-44z" fill={colours.ink} />
      <path d="M94 62h56v62H94z" fill="#d7d2c8" />
      <path d="M136 62h14v62h-14z" fill={colours.shade} opacity=".26" />
      <path d="M94 76h56M94 110h56" stroke={colours.ink} strokeOpacity=".28" strokeWidth="2" />
      <path d="M92 124h60l-3 46a4 4 0 0 1-4 2H99a4 4 0 0 1-4-2z" fill={colours.pack} />
      <path d="M134 124h18l-3 46a4 4 0 0 1-4 2h-12z" fill={colours.shade} opacity=".55" />
      <ellipse cx="116" cy="93" rx="8" ry="11" fill={colours.ink} transform="rotate(25 116 93)" />
      <path d="M120 83c-6 6-2 12-8 20" fill="none" stroke="#d7d2c8" strokeWidth="2" />
    </g>
  );
}

function palette(
  wall: string,
  glow: string,
  pack: string,
  shade: string,
  label: string,
  ink: string,
  accent: string,
): Palette {
  return { wall, glow, pack, shade, label, ink, accent };
}

/** FNV-1a: the same picture for a SKU on every machine. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value;
}
