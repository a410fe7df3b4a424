import type { Payload } from "./ops";

/** A payload for display: JSON indented, binary bytes as a hex dump. */
export function readable({ encoding, content, truncated }: Payload): string {
  if (encoding === "base64") return hexDump(Uint8Array.from(atob(content), (char) => char.charCodeAt(0)));
  if (truncated) return content;
  try {
    return indent(content);
  } catch {
    return content;
  }
}

/** Indents JSON without reading its numbers: a 20-digit one must not change on its way to the eye. */
function indent(json: string): string {
  JSON.parse(json);
  let depth = 0;
  return json
    .match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)
    ?.map((piece, index, all) => {
      const next = all[index + 1];
      if (piece === "{" || piece === "[") {
        const empty = next === "}" || next === "]";
        if (!empty) depth++;
        return empty ? piece : piece + newLine(depth);
      }
      if (piece === "}" || piece === "]") {
        const before = all[index - 1];
        if (before === "{" || before === "[") return piece;
        depth--;
        return newLine(depth) + piece;
      }
      if (piece === ",") return piece + newLine(depth);
      return piece === ":" ? ": " : piece;
    })
    .join("") as string;
}

/** The position of the value of a top-level member in the text; undefined if there is none. */
export function memberRange(json: string, name: string): [number, number] | undefined {
  try {
    JSON.parse(json);
  } catch {
    return undefined;
  }
  let depth = 0;
  let start: number | undefined;
  let colon = false;
  let member = "";
  for (const match of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    const piece = match[0];
    if (depth === 1 && colon && start === undefined) {
      start = match.index;
      colon = false;
    }
    if (piece === "{" || piece === "[") depth++;
    if (piece === "}" || piece === "]") depth--;
    if (depth === 1 && start === undefined) {
      if (piece === ":") colon = member === JSON.stringify(name);
      else member = piece;
    } else if (depth === 1 && start !== undefined) {
      return [start, match.index + piece.length];
    }
  }
  return undefined;
}

function newLine(depth: number): string {
  return `\n${"  ".repeat(depth)}`;
}

const DUMP_LINES = 256;

export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let start = 0; start < bytes.length && lines.length < DUMP_LINES; start += 16) {
    const row = [...bytes.subarray(start, start + 16)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·")).join("");
    lines.push(`${start.toString(16).padStart(6, "0")}  ${hex.padEnd(47)}  ${text}`);
  }
  return lines.join("\n");
}
