import * as z from 'zod/mini';
import type { Part } from '../run/logLine.ts';
import { cut, shown } from '../settings/mistake.ts';
import { SettingsError } from '../settings/settings.ts';
import { accountOf } from '../settings/shape.ts';

/**
 * Reads what a state machine gives to one of its functions.
 *
 * A person who gives the same is not told apart from the machine.
 *
 * @throws SettingsError where the machine was started with no event, or the function with anything else.
 */
export function ordersIn<T>(input: unknown, orders: z.ZodMiniType<T>): T {
  const read = orders.safeParse(input);
  if (read.success) return read.data;
  const [wrong] = read.error.issues[0]?.path ?? [];
  if (wrong === 'event' && hasEvent(input)) {
    throw new SettingsError(
      {
        code: 'not-settings',
        key: 'event',
        found: input.event,
        must: 'be an object of settings',
        like: LIKE,
      },
      {
        message: `the input of a run must be an object of settings, but is ${shown(input.event)}; use ${LIKE}; nothing was done`,
      },
    );
  }
  const key = wrong === undefined ? '' : `, where ${String(wrong)} is missing or wrong`;
  throw new SettingsError(
    // Without the input: Lambda logs the properties of an error.
    { code: 'not-from-state-machine', must: 'be started by its state machine', like: LIKE },
    {
      message: `this function must be started by its state machine, but was given ${shown(input)}${key}; for a run by hand start the state machine, with an input like ${LIKE} (docs/many-accounts.md, "One run with fanOut"); nothing was done`,
    },
  );
}

const part = z.object({
  folder: z.optional(z.string()),
  account: z.optional(z.string()),
  region: z.optional(z.string()),
});

/** The execution and the part of it that an input is for, as far as it says. The folder has the execution's name. */
export function partIn(input: unknown): Part {
  const { folder, account, region } = part.safeParse(input).data ?? {};
  return {
    ...(folder !== undefined && { execution: cut(folder) }),
    ...(account !== undefined && { account: cut(accountOf(account)) }),
    ...(region !== undefined && { region: cut(region) }),
  };
}

const LIKE = '{"dry_run":true}';

function hasEvent(input: unknown): input is { readonly event: unknown } {
  return typeof input === 'object' && input !== null && 'event' in input;
}
