import stringWidth from 'string-width';
import { iso } from '../core/calendar.ts';
import { list } from '../core/list/list.ts';
import type { ListedRegion, ListedVolume } from '../core/list/listed.ts';
import { listedThings } from '../core/list/listedServers.ts';
import { listText } from '../core/list/listText.ts';
import { table } from '../settings/table.ts';
import { version } from '../version.ts';
import type { Answer, CommandContext, ExitStatus } from './command.ts';
import { eachInventory, isUnreachable, withImages } from './lookUp.ts';

/**
 * Lists every volume that a tag or the default policy covers, and every server that a tag of images covers, in tables
 * that are no wider than the terminal.
 *
 * Status 1 where no region could be read; 3 where one could not, where a tag cannot be read, or where nothing is
 * scheduled, as for `show`.
 */
export async function listCommand(width: number, context: CommandContext): Promise<Answer> {
  const { settings, clock } = context;
  const now = clock.now();
  const regions = (await eachInventory(withImages(context))).map((one): ListedRegion => {
    if (!isUnreachable(one)) return list(one, settings, now);
    return { status: 'unreachable', region: one.region, error: `${one.code}: ${one.message}` };
  });
  const isScheduled = regions.flatMap(thingsIn).some(({ next }) => next !== undefined);
  const { prefix, zone } = settings;
  const options = prefix === table.tag_prefix.fallback ? [] : [`--prefix ${prefix}`];
  return {
    document: {
      kind: 'list',
      tool: 'aws-snapper',
      version,
      now: iso(now),
      prefix,
      isScheduled,
      regions: regions.map(listedThings),
    },
    text: listText(regions, { zone, now, width, widthOf: stringWidth, options }),
    status: statusOf(regions, isScheduled),
  };
}

function statusOf(regions: readonly ListedRegion[], isScheduled: boolean): ExitStatus {
  const read = regions.flatMap((one) => (one.status === 'read' ? one : []));
  if (read.length === 0) return 1;
  const isWell = read.flatMap(thingsIn).every(({ problems }) => problems.length === 0);
  return isScheduled && isWell && read.length === regions.length ? 0 : 3;
}

/** The volumes of a region, and the servers that ask for images. */
function thingsIn(one: ListedRegion): readonly ListedVolume[] {
  return one.status === 'read' ? [...one.volumes, ...(one.images?.servers ?? [])] : [];
}
