import { iso } from '../core/calendar.ts';
import { frequencyText, parseFrequency } from '../core/grammar/frequency.ts';
import { parseRetention, retentionText } from '../core/grammar/retention.ts';
import { keysOf } from '../core/keys.ts';
import { imageFirstRun } from '../core/report/imageFirstRun.ts';
import { problemText } from '../core/policy/policy.ts';
import { IMAGES } from '../core/policy/saved.ts';
import type { TagChange } from '../core/plan/retag.ts';
import { version } from '../version.ts';
import { quoted } from '../settings/mistake.ts';
import { type Answer, type CommandContext, CommandError } from './command.ts';
import type { ImageTagsDocument, TagsDocument } from './documents.ts';
import { readable } from './policyFlags.ts';
import { tagsText } from './enableText.ts';
import {
  type Announced,
  announced,
  type Scheduled,
  scheduledImages,
  scheduledSnapshots,
  volumesAfter,
} from './scheduled.ts';
import { writeTags } from './writeTags.ts';

const UNCHANGED = 'nothing was changed';

/** Whether images are spoken of, or snapshots. */
export interface OfImages {
  readonly image?: true | undefined;
}

export interface EnableFlags extends OfImages {
  readonly every?: string | undefined;
  readonly retain?: string | undefined;
}

/**
 * Shows the old tags of an instance or a volume, the new ones, and what the first run would do. Then it writes
 * the new tags. They replace the whole old schedule and the `_ignore` tag.
 *
 * With `image` it schedules images of an instance. It leaves the `_ignore` tag, which stops snapshots, too.
 *
 * @throws CommandError where the tags could not be read afterwards, or where a person says no.
 */
export async function enableCommand(
  name: string,
  { every, retain, image }: EnableFlags,
  context: CommandContext,
): Promise<Answer> {
  const { prefix } = context.settings;
  const keys = keysOf(prefix);
  if (every === undefined) {
    const must = 'say how often';
    throw new CommandError({ code: 'missing', key: '--every', must, like: '1' });
  }
  const schedule = frequencyText(readable('--every', every, parseFrequency(every), UNCHANGED));
  const retention =
    retain === undefined
      ? undefined
      : retentionText(readable('--retain', retain, parseRetention(retain), UNCHANGED));
  if (image) {
    const change = { [keys.image]: schedule, [keys.imageRetain]: retention };
    return apply('enable', await scheduledImages(name, context), change, context);
  }
  const change = { [keys.every]: schedule, [keys.retain]: retention, [keys.ignore]: undefined };
  return apply('enable', await scheduledSnapshots(name, context), change, context);
}

/**
 * Removes the tags of an instance or a volume. Every snapshot stays.
 *
 * Writes `_ignore` where something else still asks for snapshots of it, and where own snapshots of it are left:
 * without that, each later report would warn that its tags were lost.
 *
 * With `image` it removes the tags of images, and every image stays. It never writes `_ignore` then, because that
 * stops snapshots, too.
 */
export async function disableCommand(
  name: string,
  { image }: OfImages,
  context: CommandContext,
): Promise<Answer> {
  const { settings, clock } = context;
  const keys = keysOf(settings.prefix);
  if (image) {
    const change = { [keys.image]: undefined, [keys.imageRetain]: undefined };
    return apply('disable', await scheduledImages(name, context), change, context);
  }
  const scheduled = await scheduledSnapshots(name, context);
  const removing: TagChange = { [keys.every]: undefined, [keys.retain]: undefined };
  const needsIgnore = volumesAfter(scheduled, removing).some(
    ({ status, snapshots }) =>
      ['scheduled', 'problem', 'passed over'].includes(status) ||
      (status === 'untagged' && snapshots.length > 0),
  );
  const change = needsIgnore
    ? { ...removing, [keys.ignore]: `disabled by hand ${iso(clock.now())}` }
    : removing;
  return apply('disable', scheduled, change, context);
}

async function apply(
  command: TagsDocument['command'],
  scheduled: Scheduled,
  change: TagChange,
  context: CommandContext,
): Promise<Answer> {
  const told = announced(command, scheduled, change);
  const { target, region } = told;
  refuseProblems(told, keysOf(scheduled.settings.prefix).retain);
  const text = tagsText(told, context.settings);
  const document = documentOf(told, context);
  const isNeeded = told.tags.some(({ before, after }) => before !== after);
  if (!isNeeded) return answer(told, document, `${text}\nNothing has to be changed.`);
  if (context.ask !== undefined && !(await context.ask(text, 'Change these tags?'))) {
    throw new CommandError({ code: 'stopped' }, 'stopped by you; nothing was changed');
  }
  context.interruptible?.();
  await writeTags(region, target.id, change);
  const done = `Done: the tags of ${target.id} in ${region} are changed.`;
  return answer(told, { ...document, applied: true }, context.ask === undefined ? `${text}\n${done}` : done);
}

/** Status 3 where nothing is scheduled though it was to be: an ignored instance still has the last word. */
function answer({ command, volumes }: Announced, document: Answer['document'], text: string): Answer {
  const isAsAsked = volumes.some(({ after }) => after.policies.length > 0 || after.status === 'paused');
  return command === 'disable' || isAsAsked
    ? { document, text, status: 0 }
    : { document, text: `${text}\nStill nothing is scheduled for it: see above.`, status: 3 };
}

/** Not applied. */
function documentOf(told: Announced, { settings }: CommandContext): TagsDocument | ImageTagsDocument {
  const { command, region, target, tags, volumes, firstRun, images, saved, unread } = told;
  const head = { tool: 'aws-snapper', version, command, region, target, tags, applied: false } as const;
  const [instance] = volumes;
  if (saved !== IMAGES || instance === undefined) return { kind: 'tags', ...head, volumes, firstRun, images };
  return {
    kind: 'image tags',
    ...head,
    before: instance.before,
    after: instance.after,
    images: instance.snapshots,
    isOn: settings.images,
    firstRun: imageFirstRun(firstRun),
    unread,
  };
}

/** Tags that could not be read would stop the snapshots of these volumes, so they are not written. */
function refuseProblems(
  { command, saved, tags, firstRun: { problems } }: Announced,
  retainKey: string,
): void {
  const [first] = problems;
  if (command !== 'enable' || first === undefined) return;
  const { volumeId, key, value } = first;
  if (key === retainKey && value === undefined) {
    const now = tags.find((tag) => tag.key === retainKey)?.before ?? '7';
    const like = quoted(now);
    throw new CommandError(
      {
        code: 'missing',
        key: '--retain',
        must: 'be given beside a frequency without a count of its own',
        like,
      },
      `a frequency without a count of its own needs --retain; use --retain ${like}; nothing was changed`,
    );
  }
  throw new CommandError(
    { code: 'wrong-tag', key, found: value },
    `with these tags no ${saved.one} of ${volumeId} could be ${saved === IMAGES ? 'made' : 'taken'}: ${problemText(first)}; nothing was changed`,
  );
}
