import { errorOf } from '../aws/errors.ts';
import { changeTags } from '../aws/changeTags.ts';
import type { TagChange } from '../core/plan/retag.ts';
import { CommandError } from './command.ts';
import { said } from '../core/text.ts';

/** @throws CommandError with AWS's code where it refuses, and with what was written before that. */
export async function writeTags(region: string, id: string, change: TagChange): Promise<void> {
  const entries = Object.entries(change);
  const written = entries.filter(([, value]) => value !== undefined);
  await send(region, id, Object.fromEntries(written), 'nothing was changed');
  const removed = entries.filter(([, value]) => value === undefined);
  const before =
    written.length === 0
      ? 'nothing was changed'
      : `already written: ${listed(written)}; not removed: ${listed(removed)}; repeat the command when AWS allows it`;
  await send(region, id, Object.fromEntries(removed), before);
}

function listed(entries: readonly (readonly [key: string, unknown])[]): string {
  return entries.map(([key]) => key).join(', ');
}

async function send(region: string, id: string, change: TagChange, state: string): Promise<void> {
  try {
    await changeTags(region, id, change);
  } catch (error) {
    const { code, message } = errorOf(error);
    throw new CommandError(
      { code: 'refused', key: id },
      `the tags of ${id} could not be changed: ${code}: ${said(message)}; ${state}`,
    );
  }
}
