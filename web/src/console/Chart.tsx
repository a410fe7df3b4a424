import { useEffect, useRef } from "react";
import uPlot from "uplot";
import type { Columns } from "./series";

export interface Line {
  readonly label: string;
  /** A custom property of console.css, such as "--p50". */
  readonly colour: string;
  readonly format: (value: number) => string;
  readonly filled?: boolean;
}

interface ChartProps {
  columns: Columns;
  lines: readonly Line[];
  height: number;
  label: string;
}

/** A line chart over time. Its numbers are also elsewhere on the page as text: for a screen reader it is one image. */
export function Chart({ columns, lines, height, label }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const latest = useRef(columns);
  latest.current = columns;

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    const draw = () => {
      plot.current?.destroy();
      plot.current = new uPlot(options(lines, element.clientWidth, height), latest.current, element);
    };
    draw();
    const resized = new ResizeObserver(() => {
      if (plot.current && element.clientWidth > 0) plot.current.setSize({ width: element.clientWidth, height });
    });
    resized.observe(element);
    dark.addEventListener("change", draw);
    return () => {
      resized.disconnect();
      dark.removeEventListener("change", draw);
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [lines, height]);

  useEffect(() => plot.current?.setData(columns), [columns]);

  return (
    <div className="chart" ref={box} role="img" aria-label={label} style={{ minHeight: height + LEGEND_HEIGHT }} />
  );
}

const LEGEND_HEIGHT = 30;

function options(lines: readonly Line[], width: number, height: number): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const font = "12px ui-sans-serif, system-ui, sans-serif";
  const axis = {
    stroke: colour("--muted"),
    font,
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
  };
  const format = lines[0]?.format ?? String;
  return {
    width: Math.max(width, 100),
    height,
    cursor: { points: { size: 7 }, y: false, drag: { x: false, y: false } },
    legend: { live: true },
    scales: { y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.12 : 1] } },
    axes: [
      { ...axis, size: 28, space: 70, grid: { show: false }, values: (_plot, splits) => splits.map(clockOf(splits)) },
      { ...axis, size: 62, space: 34, values: (_plot, splits) => splits.map((value) => format(value)) },
    ],
    series: [
      { label: "Time", value: (_plot, value) => (value === null ? "latest" : clock(value, true)) },
      ...lines.map((line, index) => ({
        label: line.label,
        stroke: colour(line.colour),
        width: 2,
        ...(line.filled ? { fill: `${colour(line.colour)}22` } : {}),
        points: { show: (_plot: uPlot, _index: number, from: number, to: number) => to - from < 3 },
        value: (plot: uPlot, value: number | null) => shown(value ?? lastOf(plot.data[index + 1]), line.format),
      })),
    ],
  };
}

function shown(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? "–" : format(value);
}

/** Without a cursor the legend shows the latest value. */
function lastOf(column: ArrayLike<number | null | undefined> | undefined): number | null | undefined {
  for (let index = (column?.length ?? 0) - 1; index >= 0; index--) {
    const value = column?.[index];
    if (value !== null && value !== undefined) return value;
  }
  return undefined;
}

function clockOf(splits: number[]): (value: number) => string {
  const step = (splits[1] ?? 60) - (splits[0] ?? 0);
  return (value) => clock(value, step < 60);
}

function clock(value: number, seconds: boolean): string {
  return new Date(value * 1000).toLocaleTimeString("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    ...(seconds ? { second: "2-digit" } : {}),
  });
}
