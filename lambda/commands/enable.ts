import { calledIn } from '../core/policy/called.ts';
import { iso } from '../core/calendar.ts';
import { frequencyText, parseFrequency } from '../core/grammar/frequency.ts';
import { parseRetention, retentionText } from '../core/grammar/retention.ts';
import { keysOf } from '../core/keys.ts';
import { makePlan } from '../core/plan/makePlan.ts';
import { problemText } from '../core/policy/policy.ts';
import { changed, retagged, type TagChange } from '../core/retag.ts';
import { found, type Found, idOf, kindWords, targetOf, volumesMeant } from '../core/find.ts';
import { show } from '../core/show/show.ts';
import type { ShownVolume } from '../core/show/shown.ts';
import { firstRunOf } from '../core/report/firstRun.ts';
import { version } from '../version.ts';
import { quoted } from '../settings/mistake.ts';
import { type Answer, type CommandContext, CommandError } from './command.ts';
import type { TagLine, TagsDocument, VolumeChange } from './documents.ts';
import { lookFor } from './lookUp.ts';
import { readable } from './policyFlags.ts';
import { tagsText } from './enableText.ts';
import { writeTags } from './writeTags.ts';

const UNCHANGED = 'nothing was changed';

/**
 * Shows the old tags of an instance or a volume, the new ones, and what the first run would do. Then it writes
 * the new tags. They replace the whole old schedule and the `_ignore` tag.
 *
 * @throws CommandError where the tags could not be read afterwards, or where a person says no.
 */
export async function enableCommand(
  name: string,
  { every, ...flags }: { readonly every?: string | undefined; readonly retain?: string | undefined },
  context: CommandContext,
): Promise<Answer> {
  const keys = keysOf(context.settings.prefix);
  if (every === undefined) {
    const must = 'say how often';
    throw new CommandError({ code: 'missing', key: '--every', must, like: '1' });
  }
  const change: TagChange = {
    [keys.every]: frequencyText(readable('--every', every, parseFrequency(every), UNCHANGED)),
    [keys.retain]:
      flags.retain === undefined
        ? undefined
        : retentionText(readable('--retain', flags.retain, parseRetention(flags.retain), UNCHANGED)),
    [keys.ignore]: undefined,
  };
  const one = taggable(await lookFor(name, context));
  return apply('enable', one, change, context);
}

/**
 * Removes the tags of an instance or a volume. Every snapshot stays.
 *
 * Writes `_ignore` where something else still asks for snapshots of it, and where own snapshots of it are left:
 * without that, each later report would warn that its tags were lost.
 */
export async function disableCommand(name: string, context: CommandContext): Promise<Answer> {
  const { settings, clock } = context;
  const keys = keysOf(settings.prefix);
  const one = taggable(await lookFor(name, context));
  const removing: TagChange = { [keys.every]: undefined, [keys.retain]: undefined };
  const left = volumesAfter(one, removing, context, clock.now());
  const needsIgnore = left.some(
    ({ status, snapshots }) =>
      ['scheduled', 'problem', 'passed over'].includes(status) ||
      (status === 'untagged' && snapshots.length > 0),
  );
  const change = needsIgnore
    ? { ...removing, [keys.ignore]: `disabled by hand ${iso(clock.now())}` }
    : removing;
  return apply('disable', one, change, context);
}

type Taggable = Extract<Found, { kind: 'instance' | 'volume' }>;

function taggable(one: Found): Taggable {
  if (one.kind === 'instance' || one.kind === 'volume') return one;
  throw new CommandError(
    { code: 'wrong-kind', key: idOf(one), found: one.kind, must: 'be an instance or a volume' },
    `${idOf(one)} is ${kindWords(one)}; only an instance or a volume can have a schedule, like vol-0123456789abcdef0; nothing was changed`,
  );
}

async function apply(
  command: TagsDocument['command'],
  one: Taggable,
  change: TagChange,
  context: CommandContext,
): Promise<Answer> {
  const document = announced(command, one, change, context);
  refuseProblems(document, keysOf(context.settings.prefix).retain);
  const text = tagsText(document);
  const isNeeded = document.tags.some(({ before, after }) => before !== after);
  if (!isNeeded) return answer({ ...document, applied: false }, `${text}\nNothing has to be changed.`);
  if (context.ask !== undefined && !(await context.ask(text, 'Change these tags?'))) {
    throw new CommandError({ code: 'stopped' }, 'stopped by you; nothing was changed');
  }
  context.interruptible?.();
  await writeTags(document.region, idOf(one), change);
  const done = `Done: the tags of ${idOf(one)} in ${document.region} are changed.`;
  return answer({ ...document, applied: true }, context.ask === undefined ? `${text}\n${done}` : done);
}

/** Status 3 where nothing is scheduled though it was to be: an ignored instance still has the last word. */
function answer(document: TagsDocument, text: string): Answer {
  const isScheduled = document.volumes.some(({ after }) => after.policies.length > 0);
  return document.command === 'disable' || isScheduled
    ? { document, text, status: 0 }
    : { document, text: `${text}\nStill nothing is scheduled for it: see above.`, status: 3 };
}

/** What a change of tags would mean. */
function announced(
  command: TagsDocument['command'],
  one: Taggable,
  change: TagChange,
  context: CommandContext,
): TagsDocument {
  const { settings, clock } = context;
  const now = clock.now();
  const tags = (one.kind === 'instance' ? one.instance : one.volume).tags;
  const after = changed(tags, change);
  const ids = new Set(volumesMeant(one).map(({ id }) => id));
  const inventory = retagged(one.inventory, new Set([idOf(one)]), change);
  const shownBefore = show(one, settings, now).volumes;
  const shownAfter = volumesAfter(one, change, context, now);
  const called = calledIn(inventory);
  return {
    kind: 'tags',
    tool: 'aws-snapper',
    version,
    command,
    region: inventory.region,
    target: targetOf(one),
    tags: Object.keys(change).map((key): TagLine => ({ key, before: tags[key], after: after[key] })),
    volumes: shownAfter.map((volume): VolumeChange => {
      const before = shownBefore.find(({ volumeId }) => volumeId === volume.volumeId) ?? volume;
      return {
        ...called(volume.volumeId),
        before: { status: before.status, policies: before.policies },
        after: { status: volume.status, policies: volume.policies },
        snapshots: volume.snapshots.length,
      };
    }),
    firstRun: firstRunOf(makePlan(inventory, settings, now), ids),
    applied: false,
  };
}

function volumesAfter(
  one: Taggable,
  change: TagChange,
  { settings }: CommandContext,
  now: Date,
): readonly ShownVolume[] {
  const inventory = retagged(one.inventory, new Set([idOf(one)]), change);
  const [same] = found(idOf(one), [inventory]);
  return same === undefined ? [] : show(same, settings, now).volumes;
}

/** Tags that could not be read would stop the snapshots of these volumes, so they are not written. */
function refuseProblems({ command, tags, firstRun: { problems } }: TagsDocument, retainKey: string): void {
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
    `with these tags no snapshot of ${volumeId} could be taken: ${problemText(first)}; nothing was changed`,
  );
}
