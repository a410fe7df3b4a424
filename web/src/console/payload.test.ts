import { describe, expect, it } from "vitest";
import type { Payload } from "./ops";
import { hexDump, memberRange, readable } from "./payload";

const payload = (change: Partial<Payload>): Payload => ({
  encoding: "text",
  content: "",
  bytes: 1,
  truncated: false,
  download: "/x",
  ...change,
});

describe("a payload", () => {
  it("is indented where it is JSON, its numbers and texts untouched", () => {
    const content = '{"id":12345678901234567890,"text":"a, {b}: \\"c\\"","none":[],"list":[1,{"x":null}]}';
    const shown = readable(payload({ content }));
    expect(shown.split("\n")).toEqual([
      "{",
      '  "id": 12345678901234567890,',
      '  "text": "a, {b}: \\"c\\"",',
      '  "none": [],',
      '  "list": [',
      "    1,",
      "    {",
      '      "x": null',
      "    }",
      "  ]",
      "}",
    ]);
    expect(JSON.parse(shown)).toEqual(JSON.parse(content));
  });

  it.each(["garbage, {not} json", '{"cut":', "", "   "])("is shown as it is where it is not: %j", (content) =>
    expect(readable(payload({ content }))).toBe(content),
  );

  it("is not indented where it is only the beginning", () => {
    expect(readable(payload({ content: "{}", truncated: true }))).toBe("{}");
  });

  it("is a hex dump where it is no text", () => {
    expect(readable(payload({ encoding: "base64", content: btoa("\x00\xffAb") }))).toBe(
      `000000  ${"00 ff 41 62".padEnd(47)}  ··Ab`,
    );
    expect(hexDump(new Uint8Array(1_000_000)).split("\n")).toHaveLength(256);
  });
});

describe("a member of a record", () => {
  const record = '{"schema":{"payload":1},"payload" : {"after":{"n":12345678901234567890,"t":"a}"}}, "x":[1]}';

  it("is found without reading its numbers", () => {
    const [start, end] = memberRange(record, "payload") as [number, number];
    expect(record.slice(start, end)).toBe('{"after":{"n":12345678901234567890,"t":"a}"}}');
    const [from, to] = memberRange(record, "x") as [number, number];
    expect(record.slice(from, to)).toBe("[1]");
  });

  it.each(['{"a":{"payload":1}}', "[1]", "garbage", '{"payload":', '{"x":"payload"}'])("is absent from %j", (json) =>
    expect(memberRange(json, "payload")).toBeUndefined(),
  );

  it("can be a plain value", () => {
    const [start, end] = memberRange('{"payload":null}', "payload") as [number, number];
    expect([start, end]).toEqual([11, 15]);
  });
});
