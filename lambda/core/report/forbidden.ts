import { placeOf } from '../text.ts';
import { regionWords } from '../grammar/regions.ts';
import { isRead, type RegionReport } from './region.ts';

/** The regions that a person asked for. */
export interface Asked {
  /** `named`: a person named them, and expects volumes in each. */
  readonly scope: 'named' | 'all';
  /** Those that a person named; absent where nobody named any. */
  readonly names?: readonly string[] | undefined;
  /** The regions that `all` leaves out already. */
  readonly leftOut: readonly string[];
}

/**
 * Adds to the first region that a service control policy forbids what to do about all of them.
 *
 * A region is proposed to be left out only where no account of the run could work in it: the setting holds
 * for all accounts. Where no region could be read, nothing is proposed, and neither is it for a region in which replicas are
 * kept and that nobody asked for.
 */
export function withRemedies(regions: readonly RegionReport[], asked: Asked): readonly RegionReport[] {
  const some = regions.filter((one) => isAskedFor(one, asked));
  const used = new Set(some.flatMap(({ region, forbidden }) => (forbidden ? [] : region)));
  const hopeless = some.filter(({ region, forbidden }) => forbidden && !used.has(region));
  const [first] = hopeless;
  if (first === undefined || !some.some(isRead)) return regions.map(withoutRemedy);
  const names = [...new Set(hopeless.map(({ region }) => region))].toSorted();
  const words =
    asked.scope === 'all'
      ? regionWords({ kind: 'all', without: [...asked.leftOut, ...names] })
      : [...used].toSorted();
  const [what, them] = names.length === 1 ? [names[0], 'it'] : [`${names.length} regions`, 'them'];
  const remedy = `the organisation forbids ${what}; to leave ${them} out, set regions to ${words.join(',')}`;
  const elsewhere = `the organisation forbids it: see ${placeOf(first)}`;
  return regions.map((one) =>
    hopeless.includes(one)
      ? { ...one, error: `${refusalIn(one)}; ${one === first ? remedy : elsewhere}` }
      : withoutRemedy(one),
  );
}

function isAskedFor({ region }: RegionReport, { scope, leftOut, names }: Asked): boolean {
  return scope === 'all' ? !leftOut.includes(region) : (names?.includes(region) ?? true);
}

/** What one account was told to leave out, another one may use. */
function withoutRemedy(one: RegionReport): RegionReport {
  return one.forbidden === undefined ? one : { ...one, error: refusalIn(one) };
}

/** What AWS says, without the part that only AWS reads, and without a remedy of an earlier report. */
export function refusalIn({ error = '' }: RegionReport): string {
  const [says = ''] = error.split(/\.? Encoded authorization failure message|; the organisation forbids/);
  return says;
}
