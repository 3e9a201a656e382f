import { enableText } from '../../grammar/commandText.ts';
import { keysOf } from '../../keys.ts';
import { counted } from '../../text.ts';
import type { RegionReport } from '../region.ts';
import { needsPerson, type OrphanLine } from '../orphanLines.ts';
import { someVolumes } from '../titles.ts';
import { type Cause, type LineContext, linesOf, manyFirst, sumOf } from './cause.ts';

/** Living volumes that have own snapshots and that nothing manages any more. */
export const unmanaged: Cause = {
  level: 'WARNING',
  count: (regions) => sumOf(regions, ({ totals }) => totals.unmanagedVolumes),
  headline: (having) => {
    const snapshots = sumOf(having, ({ totals }) => totals.unmanagedSnapshots);
    return `${counted(unmanaged.count(having), 'living volume')} with ${counted(snapshots, 'snapshot')} that nothing manages any more`;
  },
  subject: (having) => `${counted(unmanaged.count(having), 'volume')} unmanaged`,
  lines: (having, context) =>
    manyFirst(
      linesOf(
        having,
        ({ orphans }) => orphans.filter(needsPerson),
        () => 'all',
        (ones, region) => unmanagedText(ones, region, context),
      ),
    ),
};

function unmanagedText(
  ones: readonly [OrphanLine, ...OrphanLine[]],
  region: RegionReport,
  { at, prefix }: LineContext,
): string {
  const { every, ignore } = keysOf(prefix);
  const [{ volumeId }] = ones;
  const most = Math.max(...ones.map((one) => one.count));
  const count = ones.reduce((sum, one) => sum + one.count, 0);
  return `${at(region)}${someVolumes(ones, region)}: ${counted(count, 'snapshot')} kept and no new ones, because no tag ${every}. Meant? Write ${ignore} on ${ones.length === 1 ? 'it' : 'them'}. Not meant? ${enableText(volumeId, most, { region: region.region, prefix })}`;
}
