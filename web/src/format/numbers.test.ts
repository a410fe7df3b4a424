import { describe, expect, it } from "vitest";
import { formatBytes, formatCount, formatMs, formatRate, formatSeconds, formatSigned } from "./numbers";

describe("numbers", () => {
  it.each([
    [0, "0 ms"],
    [8.26, "8.3 ms"],
    [9.96, "10 ms"],
    [41.4, "41 ms"],
    [999.6, "1.00 s"],
    [1_254, "1.25 s"],
    [12_400, "12 s"],
    [125_000, "2 min 5 s"],
  ])("shows %d milliseconds as %s", (ms, text) => expect(formatMs(ms)).toBe(text));

  it.each([
    [0, "0 s"],
    [0.42, "0.4 s"],
    [59.7, "1 min"],
    [3_600, "1 h"],
    [11_050, "3 h 4 min"],
    [200_000, "2 d 7 h"],
  ])("shows %d seconds as %s", (seconds, text) => expect(formatSeconds(seconds)).toBe(text));

  it.each([
    [0, "0 B"],
    [512, "512 B"],
    [1_434, "1.4 KiB"],
    [1_048_570, "1.0 MiB"],
    [67_108_864, "64.0 MiB"],
    [209_715_200, "200 MiB"],
  ])("shows %d bytes as %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it("groups thousands and rounds rates to what can be read", () => {
    expect(formatCount(1_284_001)).toBe("1,284,001");
    expect([0, 0.42, 7.31, 52.4, 1_284].map(formatRate)).toEqual(["0", "0.4", "7.3", "52", "1,284"]);
    expect([3, 0, -2].map(formatSigned)).toEqual(["+3", "0", "−2"]);
  });
});
