import type * as z from 'zod/mini';
import { SettingsError, shown } from '../settings/settings.ts';

/**
 * Reads what a state machine tells one of its functions.
 *
 * @throws SettingsError where the machine was started with no event, or the function by somebody else.
 */
export function ordersIn<T>(input: unknown, orders: z.ZodMiniType<T>): T {
  const read = orders.safeParse(input);
  if (read.success) return read.data;
  const [wrong] = read.error.issues[0]?.path ?? [];
  if (wrong === 'event' && hasEvent(input)) {
    throw new SettingsError(
      `the input of a run must be an object of settings, like {"dry_run":true}, but is ${shown(input.event)}; nothing was done`,
    );
  }
  const key = wrong === undefined ? '' : `, where ${String(wrong)} is missing or wrong`;
  throw new SettingsError(
    `this function must be started by its state machine, but was given ${shown(input)}${key}; a run by hand starts the state machine, with an input like {"dry_run":true} (LAMBDA.md, "One run with fanOut"); nothing was done`,
  );
}

function hasEvent(input: unknown): input is { readonly event: unknown } {
  return typeof input === 'object' && input !== null && 'event' in input;
}
