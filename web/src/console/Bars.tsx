interface BarsProps {
  values: readonly number[];
  label: string;
}

const WIDTH = 8;
const GAP = 2;
const HEIGHT = 64;

/** A minute a bar, the running one last and paler. */
export function Bars({ values, label }: BarsProps) {
  const most = Math.max(1, ...values);
  const width = Math.max(1, values.length) * (WIDTH + GAP) - GAP;
  return (
    <svg className="bars" viewBox={`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
      {values.map((value, index) => {
        const height = Math.max(1.5, (value / most) * HEIGHT);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: the place in the row is what a bar is
            key={index}
            x={index * (WIDTH + GAP)}
            y={HEIGHT - height}
            width={WIDTH}
            height={height}
            rx="1.5"
            data-running={index === values.length - 1}
          />
        );
      })}
    </svg>
  );
}
