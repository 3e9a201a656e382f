import { carryOut } from './carryOut.ts';
import type { Effect, Faults } from './faults.ts';
import { AwsError, statusOf } from './wire/errors.ts';
import { errorBody, successBody } from './wire/reply.ts';
import type { Call } from './wire/request.ts';
import type { World } from './world.ts';

/** What goes back over the wire, and what the log of calls says about it. */
export interface Answer {
  readonly outcome: string;
  readonly reply: Reply;
}

export type Reply = Document | { readonly kind: 'broken connection' } | { readonly kind: 'silence' };

interface Document {
  readonly kind: 'document';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Carries out a call, unless a fault keeps it from that, and spoils the answer, if a fault says so. */
export function answer(call: Call, world: World, faults: Faults): Answer {
  const effect = faults.strike(call);
  if (effect === undefined) return honest(call, world);
  if (typeof effect === 'object') return refusal(call, world, madeUp(effect));
  return struck(effect, call, world);
}

function struck(effect: Exclude<Effect, object>, call: Call, world: World): Answer {
  switch (effect) {
    case 'reset before':
      return { outcome: effect, reply: { kind: 'broken connection' } };
    case 'reset after':
      honest(call, world);
      return { outcome: effect, reply: { kind: 'broken connection' } };
    case 'timeout':
      return { outcome: effect, reply: { kind: 'silence' } };
    case 'timeout after':
      honest(call, world);
      return { outcome: effect, reply: { kind: 'silence' } };
    case 'truncated':
      return { outcome: effect, reply: halved(honest(call, world).reply) };
    case 'html':
      return {
        outcome: effect,
        reply: { kind: 'document', status: 502, headers: { 'content-type': 'text/html' }, body: HTML },
      };
    case 'empty page':
      return honest({ ...call, emptyPage: true }, world);
    default:
      return neverReached(effect);
  }
}

const HTML = '<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>';

function honest(call: Call, world: World): Answer {
  const id = world.ids.next('request');
  try {
    return { outcome: 'ok', reply: xml(200, id, successBody(call, carryOut(call, world), id)) };
  } catch (error) {
    if (error instanceof AwsError) return refusal(call, world, error);
    throw error;
  }
}

function refusal(call: Call, world: World, error: AwsError): Answer {
  const id = world.ids.next('request');
  return { outcome: error.code, reply: xml(error.status, id, errorBody(call.service, error, id)) };
}

function xml(status: number, id: string, body: string): Document {
  return {
    kind: 'document',
    status,
    headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': id },
    body,
  };
}

function madeUp({ error, message, status }: Exclude<Effect, string>): AwsError {
  return new AwsError(error, message ?? `${error}, as the test wished`, status ?? statusOf(error));
}

function halved(reply: Reply): Reply {
  if (reply.kind !== 'document') return reply;
  return { ...reply, body: reply.body.slice(0, reply.body.length / 2) };
}

function neverReached(effect: never): never {
  throw new Error(`the embedded cloud knows no fault ${String(effect)}`);
}
