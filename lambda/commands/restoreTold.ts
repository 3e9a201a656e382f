import stringWidth from 'string-width';
import { wrappedText } from '../core/report/told.ts';
import { COLUMNS } from '../core/show/snapshotLines.ts';
import type { Refusal } from '../core/restore/restorePlan.ts';
import { refusalText } from '../core/restore/told/refusalText.ts';
import { visible } from '../core/text.ts';
import { type Answer, CommandError } from './command.ts';
import type { RestoreDocument } from './documents.ts';

/** What every kind of restore says, and refuses, in the same words. */

/** Lines as they are printed: nobody's name or tag can steer a terminal. */
export function laidOut(lines: readonly string[]): string {
  return wrappedText(lines.map(visible).join('\n'), COLUMNS, stringWidth);
}

type Head = Pick<RestoreDocument, 'kind' | 'tool' | 'version' | 'region' | 'prefix' | 'target'>;

/** The answer where nothing is made, and why. */
export function refusedAnswer(head: Head, refusals: readonly Refusal[]): Answer {
  const nothing = { disks: [], left: [], notes: [], outcomes: [], undo: [], applied: false };
  return { document: { ...head, ...nothing, refusals }, text: laidOut(refusalText(refusals)), status: 1 };
}

/** A machine is never asked. */
export const NOBODY_ASKED = 'There is no terminal to ask and no --yes, so nothing was made.';

export function stoppedByYou(): CommandError {
  return new CommandError({ code: 'stopped' }, 'stopped by you; nothing was changed');
}

/**
 * Refuses what a person has not agreed to.
 *
 * @throws CommandError where the plan is another one than they were shown.
 */
export function refuseChanged<Plan extends { readonly id: string }>(shown: Plan, now: Plan): void {
  if (comparable(shown) !== comparable(now)) throw new CommandError({ code: 'changed' }, CHANGED);
}

/** A restore that is not begun yet has the time of its plan in its id. */
function comparable(plan: { readonly id: string }): string {
  return JSON.stringify(plan).replaceAll(plan.id, '');
}

const CHANGED =
  'while you were asked something changed, so this plan no longer holds; nothing was changed by this command; give it again to see the plan as it is now';
