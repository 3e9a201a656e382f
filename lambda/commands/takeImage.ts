import { openImageWriter } from '../aws/images/openImageWriter.ts';
import { carryOutImages } from '../carryOut/images/carryOutImages.ts';
import { iso } from '../core/calendar.ts';
import { type Found, targetOf } from '../core/find/find.ts';
import { commandText, type Where } from '../core/grammar/commandText.ts';
import { createImage } from '../core/images/createImage.ts';
import { shelfOf } from '../core/images/shelf.ts';
import { keysOf } from '../core/keys.ts';
import type { Outcome } from '../core/outcome.ts';
import type { CreateImage } from '../core/plan/creation.ts';
import { failureLines, skippedLines, vanishedLines } from '../core/report/lines.ts';
import { inQuotes, said, titled, visible } from '../core/text.ts';
import { version } from '../version.ts';
import { type Answer, type CommandContext, CommandError, NEVER } from './command.ts';
import type { TakeImageDocument } from './documents.ts';
import { lookFor, withImages } from './lookUp.ts';
import { instanceMeant, onShelf } from './ofImages.ts';

type AnInstance = Extract<Found, { kind: 'instance' }>;

/**
 * Makes an image of an instance now. It is pinned from the beginning.
 *
 * A pinned image serves its slot, fills no place and stays until a person unpins or deregisters it. The tag
 * `_image_reboot` decides whether AWS restarts the instance, as in a run.
 */
export async function takeImageCommand(name: string, context: CommandContext): Promise<Answer> {
  const { settings, clock, onNote } = context;
  const one = instanceMeant(await lookFor(name, withImages(context)), UNMADE);
  const now = clock.now();
  refuseState(one, context, now);
  const { inventory, instance } = one;
  const { region } = inventory;
  const because = `taken by hand ${iso(now)}`;
  const create = createImage(
    { instance, slot: minuteOf(now), taken: new Set(inventory.images?.listed.values()) },
    now,
    { ...settings, pin: because },
  );
  const title = titled(instance.id, targetOf(one).name);
  const rebooting = rebootText(create, one, title);
  if (rebooting !== undefined) onNote?.(rebooting);
  const writer = openImageWriter({ region });
  const outcomes = await carryOutImages({ creates: [create], deletes: [] }, writer, clock, NEVER, {
    interruption: context.interruptible?.(),
  }).finally(() => writer.close());
  const document = documentOf(outcomes, { because, region, target: targetOf(one) });
  return {
    document,
    text: [
      ...document.created.flatMap(({ imageId }) => [
        `+ ${imageId} of ${title}: ${because}, pinned`,
        rebooting ?? asItRuns(one),
        'AWS needs minutes to hours until it is available.',
        `It stays until you deregister it or unpin it: ${unpinText(imageId, { region, prefix: settings.prefix })}`,
      ]),
      ...document.failures.map(({ code, message }) => `${title} got no image: ${code}: ${said(message)}`),
      ...document.skipped.map(({ because: why }) => `${title} got no image: ${why}`),
      ...tagsRefused(outcomes).map(
        (why) => `Note: AWS refused a tag, so the new image has only the tags of this tool: ${why}`,
      ),
      `Made in ${region}: ${document.created.length} of 1.`,
    ]
      .map(visible)
      .join('\n'),
    status: document.created.length === 1 ? 0 : 3,
  };
}

const UNMADE = 'nothing was made';

/** Names say the minute, and AWS takes each name once. */
function minuteOf(now: Date): Date {
  return new Date(Math.floor(now.getTime() / 60_000) * 60_000);
}

/** AWS makes images of some states only; the shelf knows which. */
function refuseState(one: AnInstance, { settings }: CommandContext, now: Date): void {
  const { id, state } = one.instance;
  const { volume } = onShelf(id, shelfOf(one.inventory, settings, now).inventory);
  if (volume.state === 'in-use') return;
  throw new CommandError(
    { code: 'wrong-state', key: id, found: state, must: 'be running or stopped' },
    `${id} is in state ${state}, and AWS makes images of instances that are running or stopped; repeat the command when it is; ${UNMADE}`,
  );
}

/** What AWS does to a running instance; undefined where nothing. */
function rebootText({ manner }: CreateImage, { instance, inventory }: AnInstance, title: string) {
  const { imageReboot } = keysOf(inventory.prefix);
  return manner === 'reboot' && instance.state === 'running'
    ? `AWS restarts ${title} for it, because of its tag ${imageReboot} = ${inQuotes(instance.tags[imageReboot] ?? '')}.`
    : undefined;
}

function asItRuns({ instance }: AnInstance): string {
  return instance.state === 'running'
    ? 'The server goes on running: its disks are of one moment, as after a power cut.'
    : `The server is ${instance.state}, and stays so.`;
}

function unpinText(imageId: string, where: Where): string {
  return commandText(['unpin', imageId], where);
}

function documentOf(
  outcomes: readonly Outcome[],
  { because, region, target }: Pick<TakeImageDocument, 'region' | 'target'> & { readonly because: string },
): TakeImageDocument {
  return {
    kind: 'take',
    tool: 'aws-snapper',
    version,
    region,
    target,
    created: outcomes.flatMap((one) =>
      one.kind === 'create' && one.status === 'done'
        ? { instanceId: one.volumeId, imageId: one.snapshotId, because }
        : [],
    ),
    failures: failureLines(outcomes).map(({ volumeId: instanceId, code, message }) => ({
      kind: 'create',
      instanceId,
      code,
      message,
    })),
    skipped: [...skippedLines(outcomes), ...vanishedLines(outcomes)].map(
      ({ volumeId: instanceId, because: why }) => ({ instanceId, because: why }),
    ),
  };
}

function tagsRefused(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap((one) =>
    one.kind === 'create' && one.status === 'done' ? (one.tagsRefused ?? []) : [],
  );
}
