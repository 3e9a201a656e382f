import pLimit from 'p-limit';
import type { Site } from '../aws/clients.ts';
import { patienceUntil } from '../aws/patience.ts';
import { readAllProducers } from '../aws/readInventory.ts';
import { regionCoverage } from '../core/coverage/coverage.ts';
import type { RegionCoverage } from '../core/coverage/covered.ts';
import type { Tags } from '../core/snapshot.ts';
import { placeOf, said } from '../core/text.ts';
import { identify } from '../run/identify.ts';
import { homeRegion, sitesFor, type Unreachable } from '../run/sites.ts';
import { unreachableTeller } from '../run/unreachable.ts';
import { type CommandContext, NEVER } from './command.ts';
import { credentialsError, rethrow } from './credentials.ts';
import { isUnreachable } from './lookUp.ts';
import type { CoveredPlace } from './coverageDocument.ts';

/** What was read for `coverage`. */
export interface Covering {
  /** That of the credentials; absent where other accounts were asked for, or where STS did not answer. */
  readonly account: string | undefined;
  readonly regions: readonly (ReadPlace | Unreachable)[];
}

interface ReadPlace {
  readonly status: 'read';
  readonly coverage: RegionCoverage;
  /** What could not be read there, in sentences without a full stop. */
  readonly notes: readonly string[];
  /** Of its volumes, by their ids. */
  readonly tags: ReadonlyMap<string, Tags>;
}

/** How many regions are read at the same time. All of a region is in memory then; afterwards only its coverage is. */
const SIDE_BY_SIDE = 8;

/**
 * Reads the volumes and all snapshots of the regions and accounts of the settings, and says of each volume how it
 * stands. A region that cannot be read stops no other.
 *
 * @throws CommandError where none can be read, because AWS does not know whose credentials these are.
 */
export async function coveringOf(days: number, now: Date, context: CommandContext): Promise<Covering> {
  const { settings, clock, profile } = context;
  const patience = patienceUntil(NEVER, clock);
  const home = await homeRegion(settings).catch((error: unknown) => rethrow(error, profile));
  const identifying = identify({ region: home, patience }, undefined);
  const sites = await sitesFor(settings, home, identifying, { clock, patience });
  const limit = pLimit(SIDE_BY_SIDE);
  const reading = openReading(days, now, context);
  const regions = await Promise.all(
    sites.map(async (site) => (isUnreachable(site) ? site : limit(async () => reading(site)))),
  );
  const { identity, error } = await identifying;
  if (error !== undefined && regions.every(({ status }) => status === 'unreachable')) {
    const refusal = credentialsError(error, profile);
    if (refusal !== undefined) throw refusal;
  }
  return { account: settings.accounts === undefined ? identity?.account : undefined, regions };
}

function openReading(
  days: number,
  now: Date,
  { settings, onProgress }: CommandContext,
): (site: Site) => Promise<ReadPlace | Unreachable> {
  const unreachable = unreachableTeller();
  return async (site) => {
    const place = placeOf(site);
    onProgress?.(`${place}: reading`);
    const onSnapshots = (count: number): void => onProgress?.(`${place}: ${count} snapshots read`);
    const inventory = await readAllProducers(site, settings.prefix, onSnapshots).catch(
      async (error: unknown) => unreachable(site, error),
    );
    if (isUnreachable(inventory)) return inventory;
    const coverage = regionCoverage(inventory, { ...settings, days, of: 'all producers' }, now);
    const tags = new Map(inventory.volumes.map((one) => [one.id, one.tags]));
    return { status: 'read', coverage, notes: inventory.notes, tags };
  };
}

/** What could not be read, in sentences. */
export function unreadText({ regions }: Pick<Covering, 'regions'>): string[] {
  return regions.flatMap((one) => {
    if (one.status === 'read') return one.notes.map((note) => `${placeOf(one.coverage)}: ${note}.`);
    return `${placeOf(one)} could not be read, so its volumes are not in this answer: ${one.code}: ${said(one.message)}.`;
  });
}

export function placeOfReading(one: Covering['regions'][number]): CoveredPlace {
  if (one.status === 'read') {
    const { account, region } = one.coverage;
    return { account, region, status: 'read', notes: one.notes };
  }
  const { account, region, code, message } = one;
  return { account, region, status: 'unreachable', error: `${code}: ${message}` };
}
