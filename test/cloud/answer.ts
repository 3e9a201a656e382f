import { carryOut } from './carryOut.ts';
import type { Effect, Faults } from './faults.ts';
import { AwsError, statusOf } from './wire/errors.ts';
import { refusal } from './wire/reply.ts';
import type { Reply } from './wire/reply.ts';
import type { Call } from './wire/request.ts';
import type { World } from './world.ts';

/** What goes back over the wire, and what the log of calls says about it. */
export interface Answer {
  readonly outcome: string;
  readonly reply: Reply;
}

/** Carries out a call, unless a fault keeps it from that, and spoils the answer, if a fault says so. */
export async function answer(call: Call, world: World, faults: Faults): Promise<Answer> {
  const effect = faults.strike(call);
  if (effect === undefined) return honest(call, world);
  if (typeof effect === 'object') return refused(call, world, madeUp(effect));
  return struck(effect, call, world);
}

async function struck(effect: Exclude<Effect, object>, call: Call, world: World): Promise<Answer> {
  switch (effect) {
    case 'reset before':
      return { outcome: effect, reply: { kind: 'broken connection' } };
    case 'reset after':
      await honest(call, world);
      return { outcome: effect, reply: { kind: 'broken connection' } };
    case 'timeout':
      return { outcome: effect, reply: { kind: 'silence' } };
    case 'timeout after':
      await honest(call, world);
      return { outcome: effect, reply: { kind: 'silence' } };
    case 'truncated':
      return { outcome: effect, reply: halved((await honest(call, world)).reply) };
    case 'altered':
      return { outcome: effect, reply: altered((await honest(call, world)).reply) };
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

async function honest(call: Call, world: World): Promise<Answer> {
  try {
    return { outcome: 'ok', reply: await carryOut(call, world) };
  } catch (error) {
    if (error instanceof AwsError) return refused(call, world, error);
    throw error;
  }
}

function refused({ service }: Call, world: World, error: AwsError): Answer {
  return { outcome: error.code, reply: refusal(service, error, world.ids.next('request')) };
}

function madeUp({ error, message, status, reason }: Exclude<Effect, string>): AwsError {
  return new AwsError(error, message ?? `${error}, as the test wished`, status ?? statusOf(error), reason);
}

function halved(reply: Reply): Reply {
  if (reply.kind !== 'document') return reply;
  return { ...reply, body: reply.body.slice(0, reply.body.length / 2) };
}

function altered(reply: Reply): Reply {
  if (reply.kind !== 'document') return reply;
  const body = Buffer.from(reply.body);
  const middle = Math.floor(body.length / 2);
  if (body.length > 0) body.writeUInt8(body.readUInt8(middle) ^ 1, middle);
  return { ...reply, body };
}

function neverReached(effect: never): never {
  throw new Error(`the embedded cloud knows no fault ${String(effect)}`);
}
