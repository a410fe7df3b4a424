import type { Overview, Problem } from "./ops";
import { EventCutter, type ServerEvent } from "./sse";

export interface LiveState {
  /** The last picture that arrived; stays while the stream is lost. */
  readonly overview: Overview | undefined;
  /** When it arrived, by this machine's clock. */
  readonly receivedAt: number | undefined;
  /** The outage that ops reports instead of an overview. */
  readonly problem: Problem | undefined;
  readonly link: "connecting" | "open" | "lost" | "forbidden";
}

/** ops sends each second; after this much silence it counts as down (openapi/ops.yaml says 3 s; one more for a busy machine). */
export const SILENCE_MS = 4_000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 5_000;

export function retryDelay(failures: number): number {
  return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, failures - 1));
}

/** The live picture from ops: connects, notices silence, and comes back by itself. */
export class LiveStream {
  readonly #connect: (signal: AbortSignal) => Promise<Response>;
  readonly #listeners = new Set<() => void>();
  #state: LiveState = { overview: undefined, receivedAt: undefined, problem: undefined, link: "connecting" };
  #attempt: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;

  constructor(connect: (signal: AbortSignal) => Promise<Response>) {
    this.#connect = connect;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  snapshot = (): LiveState => this.#state;

  /** Connects now, whatever went before. */
  start = (): void => {
    this.stop();
    const attempt = new AbortController();
    this.#attempt = attempt;
    void this.#read(attempt);
  };

  stop = (): void => {
    this.#attempt?.abort();
    this.#attempt = undefined;
    clearTimeout(this.#timer);
  };

  async #read(attempt: AbortController): Promise<void> {
    this.#watchForSilence(attempt);
    try {
      const response = await this.#connect(attempt.signal);
      if (response.status === 401) {
        attempt.abort();
        clearTimeout(this.#timer);
        this.#change({ link: "forbidden" });
        return;
      }
      if (!response.ok || !response.body) {
        this.#change({ problem: await problemIn(response) });
      } else {
        await this.#events(response.body.getReader(), attempt);
      }
    } catch {
      // Refused, cut or silent for too long: the state shows it.
    }
    if (this.#attempt === attempt) this.#lost();
  }

  async #events(reader: ReadableStreamDefaultReader<Uint8Array>, attempt: AbortController): Promise<void> {
    const cutter = new EventCutter();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || this.#attempt !== attempt) return;
      this.#watchForSilence(attempt);
      for (const event of cutter.push(decoder.decode(value, { stream: true }))) this.#receive(event);
    }
  }

  #receive({ event, data }: ServerEvent): void {
    this.#failures = 0;
    if (event === "overview") {
      const overview = JSON.parse(data) as Overview;
      this.#change({ overview, receivedAt: Date.now(), problem: undefined, link: "open" });
    } else if (event === "problem") {
      this.#change({ problem: JSON.parse(data) as Problem, link: "open" });
    }
  }

  #watchForSilence(attempt: AbortController): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      attempt.abort();
      if (this.#attempt === attempt) this.#lost();
    }, SILENCE_MS);
  }

  #lost(): void {
    this.#attempt = undefined;
    this.#failures++;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.start, retryDelay(this.#failures));
    this.#change({ link: "lost" });
  }

  #change(change: Partial<LiveState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

async function problemIn(response: Response): Promise<Problem | undefined> {
  try {
    const body = (await response.json()) as Partial<Problem>;
    return body.code && body.detail ? (body as Problem) : undefined;
  } catch {
    return undefined;
  }
}
