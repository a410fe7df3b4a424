import { describe, expect, it } from "vitest";
import { EventCutter } from "./sse";

const TEXT =
  'event: overview\ndata: {"at":"1"}\n\n: keep-alive\n\ndata: a\r\ndata:b\r\n\r\nevent: lonely\n\ndata: unfinished';
const EVENTS = [
  { event: "overview", data: '{"at":"1"}' },
  { event: "message", data: "a\nb" },
];

describe("server-sent events", () => {
  it("are cut out of the text, comments and events without data left out", () => {
    expect(new EventCutter().push(TEXT)).toEqual(EVENTS);
  });

  it("are the same wherever the text is torn apart", () => {
    for (let tear = 1; tear < TEXT.length; tear++) {
      const cutter = new EventCutter();
      expect([...cutter.push(TEXT.slice(0, tear)), ...cutter.push(TEXT.slice(tear))], `torn at ${tear}`).toEqual(
        EVENTS,
      );
    }
  });
});
