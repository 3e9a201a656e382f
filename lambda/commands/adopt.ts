import { changeTags } from '../aws/changeTags.ts';
import { errorOf } from '../aws/errors.ts';
import { readSnapshots } from '../aws/readSnapshots.ts';
import { calledIn, inPlaces, volumeTitle } from '../core/policy/called.ts';
import { clockText, type Zone } from '../core/calendar.ts';
import { grouped } from '../core/grouped.ts';
import type { Inventory } from '../core/inventory.ts';
import { makePlan } from '../core/plan/makePlan.ts';
import { firstRunLines, firstRunOf } from '../core/report/firstRun.ts';
import { adoption, withAdopted } from '../core/plan/retag.ts';
import { showForeign, showVolumes } from '../core/show/volumes.ts';
import { outlookWords } from '../core/show/snapshotLines.ts';
import { isOurs, type Snapshot } from '../core/snapshot.ts';
import { counted, visible } from '../core/text.ts';
import { version } from '../version.ts';
import { adoptable } from './adoptable.ts';
import { type Answer, type CommandContext, CommandError } from './command.ts';
import type { AdoptDocument, AdoptedSnapshot } from './documents.ts';
import { tagWords } from './enableText.ts';

/**
 * Shows what becomes of some snapshots that others made, and what the first run would delete of their volumes.
 * Then it writes the tags that make them ours. It deletes nothing; the next run judges them like our own.
 *
 * All of them can be adopted, or none is touched. Status 3 where AWS then refused some of them.
 *
 * @throws CommandError where one cannot be adopted, or where a person says no.
 */
export async function adoptCommand(texts: readonly string[], context: CommandContext): Promise<Answer> {
  const found = await adoptable(texts, context);
  const groups = grouped(found, ({ inventory }) => inventory);
  const regions = [...groups].map(([inventory, some]) =>
    announced(
      inventory,
      some.map(({ snapshot }) => snapshot),
      context,
    ),
  );
  const snapshots = regions.flatMap((one) => one.snapshots);
  const text = regions.map((one) => regionText(one, context.settings.zone)).join('\n');
  const count = counted(snapshots.length, 'snapshot');
  if (context.ask !== undefined && !(await context.ask(text, `Adopt ${count}?`))) {
    throw new CommandError({ code: 'stopped' }, 'stopped by you; nothing was changed');
  }
  const written: AdoptedSnapshot[] = [];
  const interruption = context.interruptible?.();
  for (const one of snapshots) {
    context.onProgress?.(`adopted ${written.length} of ${snapshots.length}`);
    const failure = interruption?.isAsked() ? INTERRUPTED : await failureOf(one, context.settings.prefix);
    written.push({ ...one, failure });
  }
  return answer(
    written,
    regions.map(({ firstRun }) => firstRun),
    context.ask === undefined ? [text] : [],
  );
}

const INTERRUPTED = { code: 'Interrupted', message: 'the person ended it before this one' };

interface Announced {
  readonly inventory: Inventory;
  readonly snapshots: readonly AdoptedSnapshot[];
  readonly firstRun: AdoptDocument['firstRuns'][number];
}

/** What an adoption in one region would mean. */
function announced(
  before: Inventory,
  snapshots: readonly Snapshot[],
  { settings, clock }: CommandContext,
): Announced {
  const now = clock.now();
  const inventory = withAdopted(before, snapshots);
  const { region, prefix } = inventory;
  const plan = makePlan(inventory, settings, now);
  const volumeIds = new Set(snapshots.map(({ volumeId }) => volumeId));
  const volumes = showVolumes([...volumeIds], { inventory, plan, settings, now });
  const after = new Map(
    volumes.flatMap((volume) => volume.snapshots).map((one) => [one.snapshotId, one] as const),
  );
  return {
    inventory,
    snapshots: inPlaces(snapshots, calledIn(inventory)).map((snapshot): AdoptedSnapshot => {
      const { id, volumeId, label } = snapshot;
      const shown = after.get(id);
      if (shown === undefined) throw new Error(`nothing is decided for ${id}, which is to be ours`);
      return {
        snapshotId: id,
        region,
        volumeId,
        tags: Object.entries(adoption(id, prefix)).map(([key, value]) => ({
          key,
          before: label.tags[key],
          after: value,
        })),
        before: showForeign(snapshot, settings),
        after: shown,
      };
    }),
    firstRun: { region, ...firstRunOf(plan, volumeIds) },
  };
}

/**
 * Adopts one snapshot; gives AWS's answer where it is not ours afterwards.
 *
 * The SDK repeats a call whose answer was lost. Then AWS can refuse the second one, because the operator's right
 * ends with an adoption, though the first one did it.
 */
async function failureOf(
  { snapshotId, region }: AdoptedSnapshot,
  prefix: string,
): Promise<AdoptedSnapshot['failure']> {
  try {
    await changeTags(region, snapshotId, adoption(snapshotId, prefix));
    return undefined;
  } catch (error) {
    const [now] = await readSnapshots(region, [snapshotId], prefix).catch(() => []);
    return now !== undefined && isOurs(now.snapshot) ? undefined : errorOf(error);
  }
}

function answer(
  snapshots: readonly AdoptedSnapshot[],
  firstRuns: AdoptDocument['firstRuns'],
  announcement: readonly string[],
): Answer {
  const failed = snapshots.filter(({ failure }) => failure !== undefined);
  const done = snapshots.filter(({ failure }) => failure === undefined);
  const outcome =
    failed.length === 0
      ? [`Adopted ${counted(done.length, 'snapshot')}.`]
      : [
          ...failed.map(
            ({ snapshotId, failure }) =>
              `${snapshotId} was not adopted: ${failure?.code ?? ''}: ${failure?.message ?? ''}`,
          ),
          `Adopted ${done.length} of ${snapshots.length}${done.length === 0 ? '' : `: ${idsOf(done)}`}.`,
          `Not adopted: ${idsOf(failed)}.`,
        ];
  return {
    document: { kind: 'adopt', tool: 'aws-snapper', version, snapshots, firstRuns },
    text: [...announcement, ...outcome.map(visible)].join('\n'),
    status: failed.length === 0 ? 0 : 3,
  };
}

function idsOf(snapshots: readonly AdoptedSnapshot[]): string {
  return snapshots.map(({ snapshotId }) => snapshotId).join(' ');
}

function regionText({ inventory, snapshots, firstRun }: Announced, zone: Zone): string {
  const called = calledIn(inventory);
  const title = (volumeId: string): string => volumeTitle(called(volumeId));
  return [
    ...snapshots.flatMap((one) => snapshotLines(one, title(one.volumeId), zone)),
    ...firstRunLines(firstRun, title),
  ]
    .map(visible)
    .join('\n');
}

function snapshotLines(
  { snapshotId, region, tags, before, after }: AdoptedSnapshot,
  title: string,
  zone: Zone,
): string[] {
  const width = Math.max(...tags.map(({ key }) => key.length));
  return [
    `${snapshotId} of ${title} in ${region}, taken ${clockText(new Date(after.at), zone)} ${zone.name}`,
    ...tags.map((tag) => `  ${tag.key.padEnd(width)}  ${tagWords(tag.before)} -> ${tagWords(tag.after)}`),
    `  before: ${outlookWords(before)}`,
    `  after:  ${outlookWords(after)}`,
  ];
}
