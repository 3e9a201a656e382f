import { errorOf } from '../aws/errors.ts';
import { changeTags } from '../aws/changeTags.ts';
import type { TagChange } from '../core/retag.ts';
import { CommandError } from './command.ts';
import { said } from '../core/text.ts';

/** @throws CommandError with AWS's code where it refuses. */
export async function writeTags(region: string, id: string, change: TagChange): Promise<void> {
  try {
    await changeTags(region, id, change);
  } catch (error) {
    const { code, message } = errorOf(error);
    throw new CommandError(
      { code: 'refused', key: id },
      `the tags of ${id} could not be changed: ${code}: ${said(message)}`,
    );
  }
}
