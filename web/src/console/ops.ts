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
export type DeadLetterGroup = Schemas["DeadLetterGroup"];
export type DeadLetterAction = Schemas["DeadLetterAction"];
export type DeadLetterCommand = Schemas["DeadLetterCommand"];
export type DeadLetterEdit = Schemas["DeadLetterEdit"];
export type DeadLetterVerdict = Schemas["DeadLetterVerdict"];
export type DeadLetterReceipt = Schemas["DeadLetterReceipt"];
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

type DeadLetterId = Pick<DeadLetter, "topic" | "partition" | "offset" | "index">;

/** The offset of a dead letter's record, and the index of the change if it is not the first. */
export function deadLetterPlace({ offset, index }: Pick<DeadLetterId, "offset" | "index">): string {
  return index === 0 ? `${offset}` : `${offset}.${index}`;
}

/** The name of a dead letter. */
export function deadLetterName(deadLetter: DeadLetterId): string {
  return `${deadLetter.topic}/${deadLetter.partition}/${deadLetterPlace(deadLetter)}`;
}

/** The result of an action on any number of dead letters, and its requests. */
export type DeadLetterSum = { requests: string[]; done: number; refused: DeadLetterVerdict[] };

/** Repeats the request for up to 500 dead letters at a time until none are left. */
async function throughAll(
  command: DeadLetterCommand,
  step: (part: DeadLetterCommand) => Promise<DeadLetterReceipt>,
): Promise<DeadLetterSum> {
  const sum: DeadLetterSum = { requests: [], done: 0, refused: [] };
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
  deadLetterGroups: () => unwrap(client.GET("/api/dead-letters/groups")),
  dryRunDeadLetters: (body: DeadLetterCommand) => unwrap(client.POST("/api/dead-letters/dry-run", { body })),
  replayDeadLetters: (body: DeadLetterCommand) =>
    throughAll(body, (part) => unwrap(client.POST("/api/dead-letters/replay", { body: part }))),
  discardDeadLetters: (body: DeadLetterCommand) =>
    throughAll(body, (part) => unwrap(client.POST("/api/dead-letters/discard", { body: part }))),
  deadLetterRequest: (request: string) =>
    unwrap(client.GET("/api/dead-letters/requests/{request}", { params: { path: { request } } })),
  deadLetter: (deadLetter: DeadLetterId) =>
    unwrap(
      client.GET("/api/dead-letters/{topic}/{partition}/{offset}", {
        params: {
          path: { topic: deadLetter.topic, partition: deadLetter.partition, offset: deadLetterPlace(deadLetter) },
        },
      }),
    ),
  rescued: (table: string) => unwrap(client.GET("/api/tables/{table}/rescued", { params: { path: { table } } })),
  schemaChanges: () => unwrap(client.GET("/api/schema-changes", { params: { query: { limit: 50 } } })),
};
