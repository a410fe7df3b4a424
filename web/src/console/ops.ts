import createClient from "openapi-fetch";
import type { components, paths } from "../generated/ops";

type Schemas = components["schemas"];
export type Overview = Schemas["Overview"];
export type Problem = Schemas["Problem"];
export type State = Schemas["State"];
export type Service = Schemas["Service"];
export type ServiceName = Schemas["ServiceName"];
export type Topology = Schemas["Topology"];
export type Measure = Schemas["Measure"];
export type Stage = Schemas["Stage"];
export type StageLatency = Schemas["StageLatency"];
export type FlowPoint = Schemas["FlowPoint"];
export type LatencyHistory = Schemas["LatencyHistory"];
export type Lag = Schemas["Lag"];
export type Slot = Schemas["Slot"];
export type TableRows = Schemas["TableRows"];
export type DeadLetters = Schemas["DeadLetters"];
export type DeadLetter = Schemas["DeadLetter"];
export type LetterGroup = Schemas["DeadLetterGroup"];
export type LetterAction = Schemas["DeadLetterAction"];
export type LetterCommand = Schemas["DeadLetterCommand"];
export type LetterEdit = Schemas["DeadLetterEdit"];
export type LetterVerdict = Schemas["DeadLetterVerdict"];
export type LetterReceipt = Schemas["DeadLetterReceipt"];
export type Payload = Schemas["Payload"];
export type Alert = Schemas["Alert"];
export type AlertMessage = Schemas["AlertMessage"];
export type Severity = Alert["severity"];
export type Shop = Schemas["Shop"];

const TOKEN = "millrace.token";

/** The token of `ops.token`, kept for this tab only. */
export const token = {
  read: () => sessionStorage.getItem(TOKEN) ?? "",
  write: (value: string) => sessionStorage.setItem(TOKEN, value),
};

function authorization(): Record<string, string> {
  return token.read() ? { Authorization: `Bearer ${token.read()}` } : {};
}

const client = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: (request) => globalThis.fetch(request),
});
client.use({
  onRequest({ request }) {
    for (const [name, value] of Object.entries(authorization())) request.headers.set(name, value);
    return request;
  },
});

/** The live picture. By fetch, since an EventSource cannot send the token. */
export function openStream(signal: AbortSignal): Promise<Response> {
  return fetch("/api/stream", {
    signal,
    cache: "no-store",
    headers: { Accept: "text/event-stream", ...authorization() },
  });
}

/** Any path of ops with the token, for downloads. */
export function download(path: string): Promise<Response> {
  return fetch(path, { headers: authorization() });
}

type Answer<T> = { data?: T; error?: { detail?: string } | undefined; response: Response };

async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (data !== undefined) return data;
  throw new Error(error?.detail ?? `The console's server answered with status ${response.status}.`);
}

type LetterId = Pick<DeadLetter, "topic" | "partition" | "offset" | "index">;

/** The offset of a letter's record, and which change of it where that is not the first. */
export function letterPlace({ offset, index }: Pick<LetterId, "offset" | "index">): string {
  return index === 0 ? `${offset}` : `${offset}.${index}`;
}

/** A letter by its name. */
export function letterName(letter: LetterId): string {
  return `${letter.topic}/${letter.partition}/${letterPlace(letter)}`;
}

/** What was done about any number of letters, and the requests that it took. */
export type LetterSum = { requests: string[]; done: number; refused: LetterVerdict[] };

/** Up to 500 letters are worked on at a time: goes on until none are left. */
async function throughAll(
  command: LetterCommand,
  step: (part: LetterCommand) => Promise<LetterReceipt>,
): Promise<LetterSum> {
  const sum: LetterSum = { requests: [], done: 0, refused: [] };
  for (let after = command.after; ; ) {
    const receipt = await step(after ? { ...command, after } : command);
    if (receipt.done > 0) sum.requests.push(receipt.request);
    sum.done += receipt.done;
    sum.refused.push(...receipt.refused);
    if (!receipt.next) return sum;
    after = receipt.next;
  }
}

export const ops = {
  site: () => unwrap(client.GET("/api/site")),
  latency: (minutes: number) => unwrap(client.GET("/api/latency", { params: { query: { minutes } } })),
  deadLetters: (before?: string) =>
    unwrap(client.GET("/api/dead-letters", { params: { query: { limit: 20, ...(before ? { before } : {}) } } })),
  letterGroups: () => unwrap(client.GET("/api/dead-letters/groups")),
  dryRunLetters: (body: LetterCommand) => unwrap(client.POST("/api/dead-letters/dry-run", { body })),
  replayLetters: (body: LetterCommand) =>
    throughAll(body, (part) => unwrap(client.POST("/api/dead-letters/replay", { body: part }))),
  discardLetters: (body: LetterCommand) =>
    throughAll(body, (part) => unwrap(client.POST("/api/dead-letters/discard", { body: part }))),
  letterRequest: (request: string) =>
    unwrap(client.GET("/api/dead-letters/requests/{request}", { params: { path: { request } } })),
  deadLetter: (letter: LetterId) =>
    unwrap(
      client.GET("/api/dead-letters/{topic}/{partition}/{offset}", {
        params: { path: { topic: letter.topic, partition: letter.partition, offset: letterPlace(letter) } },
      }),
    ),
  rescued: (table: string) => unwrap(client.GET("/api/tables/{table}/rescued", { params: { path: { table } } })),
  schemaChanges: () => unwrap(client.GET("/api/schema-changes", { params: { query: { limit: 50 } } })),
};
