import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LiveStream, retryDelay, SILENCE_MS } from "./liveStream";

/** A server whose connections the test holds in its hands. */
class FakeOps {
  readonly connections: { controller: ReadableStreamDefaultController<Uint8Array>; signal: AbortSignal }[] = [];
  answer: (() => Response) | undefined;

  connect = async (signal: AbortSignal): Promise<Response> => {
    if (this.answer) return this.answer();
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.connections.push({ controller, signal });
        signal.addEventListener("abort", () => controller.error(new DOMException("aborted", "AbortError")));
      },
    });
    return new Response(body, { status: 200 });
  };

  async send(event: string, data: unknown): Promise<void> {
    this.connections
      .at(-1)
      ?.controller.enqueue(new TextEncoder().encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
    await vi.advanceTimersByTimeAsync(1);
  }
}

const OVERVIEW = { at: "2026-01-01T12:00:00Z" };
const PROBLEM = { code: "warehouse_unavailable", detail: "ClickHouse does not answer", at: OVERVIEW.at };

describe("the live stream", () => {
  let ops: FakeOps;
  let live: LiveStream;

  beforeEach(() => {
    vi.useFakeTimers();
    ops = new FakeOps();
    live = new LiveStream(ops.connect);
  });

  afterEach(() => {
    live.stop();
    vi.useRealTimers();
  });

  it("gives the latest picture and tells its listeners", async () => {
    const listener = vi.fn();
    live.subscribe(listener);
    live.start();
    await vi.advanceTimersByTimeAsync(1);
    await ops.send("overview", OVERVIEW);
    expect(live.snapshot()).toMatchObject({ overview: OVERVIEW, link: "open", problem: undefined });
    expect(listener).toHaveBeenCalled();
  });

  it("comes back by itself after the connection is cut, and keeps the last picture meanwhile", async () => {
    live.start();
    await vi.advanceTimersByTimeAsync(1);
    await ops.send("overview", OVERVIEW);
    ops.connections[0]?.controller.close();
    await vi.advanceTimersByTimeAsync(1);
    expect(live.snapshot()).toMatchObject({ link: "lost", overview: OVERVIEW });
    await vi.advanceTimersByTimeAsync(retryDelay(1));
    expect(ops.connections).toHaveLength(2);
    await ops.send("overview", { at: "2026-01-01T12:00:05Z" });
    expect(live.snapshot()).toMatchObject({ link: "open", overview: { at: "2026-01-01T12:00:05Z" } });
  });

  it("takes silence for a loss, although the connection stands", async () => {
    live.start();
    await vi.advanceTimersByTimeAsync(1);
    await ops.send("overview", OVERVIEW);
    await vi.advanceTimersByTimeAsync(SILENCE_MS);
    expect(ops.connections[0]?.signal.aborted).toBe(true);
    expect(live.snapshot().link).toBe("lost");
    await vi.advanceTimersByTimeAsync(retryDelay(1));
    expect(ops.connections).toHaveLength(2);
  });

  it("says what ops says while the warehouse is gone, and forgets it with the next picture", async () => {
    live.start();
    await vi.advanceTimersByTimeAsync(1);
    await ops.send("overview", OVERVIEW);
    await ops.send("problem", PROBLEM);
    expect(live.snapshot()).toMatchObject({ overview: OVERVIEW, problem: PROBLEM, link: "open" });
    await ops.send("overview", OVERVIEW);
    expect(live.snapshot().problem).toBeUndefined();
  });

  it("takes the problem out of a refused connection and tries again, ever more slowly", async () => {
    const connect = vi.fn(async () => Response.json(PROBLEM, { status: 503 }));
    live = new LiveStream(connect);
    live.start();
    await vi.advanceTimersByTimeAsync(1);
    expect(live.snapshot()).toMatchObject({ problem: PROBLEM, link: "lost" });
    await vi.advanceTimersByTimeAsync(500 + 1_000 + 2_000 + 4_000 + 10);
    expect(connect).toHaveBeenCalledTimes(5);
    expect([1, 2, 3, 4, 5, 50].map(retryDelay)).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  });

  it("waits for a token instead of knocking again", async () => {
    ops.answer = () => new Response(null, { status: 401 });
    live.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(live.snapshot().link).toBe("forbidden");
    ops.answer = undefined;
    live.start();
    await vi.advanceTimersByTimeAsync(1);
    await ops.send("overview", OVERVIEW);
    expect(live.snapshot().link).toBe("open");
  });

  it("does not come back once it was stopped", async () => {
    live.start();
    await vi.advanceTimersByTimeAsync(1);
    live.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ops.connections).toHaveLength(1);
  });
});
