import { expect, test } from 'vitest';
import { readInventory } from '../../lambda/aws/readInventory.ts';
import { iso } from '../../lambda/core/calendar.ts';
import { ageText } from '../../lambda/core/grammar/numbers.ts';
import { isOurs } from '../../lambda/core/snapshot.ts';
import { everyHours, lifeOf } from '../../lambda/core/simulation/life.ts';
import { readSettings } from '../../lambda/settings/settings.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Region } from '../cloud/region.ts';
import { withEnvironment } from './snapper.ts';
import { DAY, freshCloud, ownCopies, ownCopy, runSnapper } from './story.ts';

/**
 * What `simulate` and `show` foretell, held against what the function really does: the same estate lives
 * in words and in the embedded cloud, and after each run and each follow-up both must have the same copies.
 */

/** A bit of everything that a person can ask for, and of what lies about. */
function fullEstate(cloud: Cloud, region: Region): void {
  const volume = (tags: Record<string, string>) => region.volume({ tags });
  const server = region.instance({ tags: { Name: 'web', autosnap: '1', autosnap_retain: '3' } });
  for (const _ of ['root', 'data']) region.volume({ attachedTo: server });
  ownCopies(cloud, region.volume({ attachedTo: server, tags: { autosnap_ignore: '' } }), 2);

  ownCopies(cloud, volume({ autosnap: '3', autosnap_retain: '4' }), 6);
  volume({ autosnap: '@sat', autosnap_retain: '3' });
  volume({ autosnap: 'nightly=3@mon-fri@2 weekly=2@sun@3 old=0@wed' });
  const tiers = volume({ autosnap: '1w', autosnap_retain: '2 weekly:3 monthly:4 yearly:1 within:20d' });
  ownCopy(cloud, tiers, 700, { tags: { autosnap_keep: 'for ever' } });
  ownCopy(cloud, tiers, 300);

  const shrunk = volume({ autosnap: '2', autosnap_retain: '4' });
  ownCopies(cloud, shrunk, 30);
  ownCopy(cloud, shrunk, 40, { tags: { autosnap_keep: 'audit' } });
  ownCopy(cloud, shrunk, 0.5, { state: 'error' });

  ownCopy(cloud, volume({}), 50, { tags: { autosnap_keep: 'yes' } });
  ownCopies(cloud, volume({ autosnap: 'weekly', autosnap_retain: '3' }), 5);
  ownCopies(cloud, volume({ autosnap: '0@sun' }), 2);

  const gone = volume({});
  ownCopies(cloud, gone, 3);
  region.remove(gone);
}

/** Own copies as `volume  start  pinned`, in order: what two worlds can be compared by. */
interface Copy {
  readonly volumeId: string;
  readonly startedAt: Date | number;
  readonly tags: Readonly<Record<string, string>>;
}

function told(copies: readonly Copy[]): string[] {
  return copies
    .map(({ volumeId, startedAt, tags }) =>
      [volumeId, new Date(startedAt).toISOString(), 'autosnap_keep' in tags ? 'pinned' : ''].join(' '),
    )
    .toSorted();
}

async function livesAlike(
  cloud: Cloud,
  region: Region,
  event: Record<string, unknown>,
  days: number,
): Promise<number> {
  const settings = readSettings(event, {});
  const start = await withEnvironment(cloud.env, () => readInventory({ region: region.name }, settings));
  const from = cloud.clock.now();
  const until = new Date(from.getTime() + days * DAY);
  let changes = 0;
  let before = '';
  for (const run of lifeOf(start, settings, everyHours(24, from, until))) {
    cloud.clock.advance(run.at.getTime() - cloud.clock.now().getTime());
    const second = run.followUp === undefined ? {} : { follow_up: ageText(run.followUp) };
    const { headline } = await runSnapper(cloud, { ...event, scheduled_time: iso(run.at), ...second });
    expect(headline.failures + headline.skipped).toBe(0);
    const simulated = run.snapshots.filter((one) => isOurs(one));
    const real = region.snapshots().filter(({ tags }) => tags['snapshot_tool'] === settings.prefix);
    expect({
      day: run.at,
      copies: told(simulated.map(({ label, ...one }) => ({ ...one, tags: label.tags }))),
    }).toEqual({ day: run.at, copies: told(real) });
    if (run.followUp === undefined && before !== told(real).join()) changes += 1;
    before = told(real).join();
  }
  return changes;
}

const DAYS = 400;
const FEWER_DAYS = 120;

/** A second run a day makes it twice as long; what is ended in its middle would go on beside the next test. */
const timeout = 300_000;

test('the simulated life of a full estate is the real one, day by day, by the days of Berlin', {
  timeout,
}, async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  fullEstate(cloud, region);
  const event = { time_zone: 'Europe/Berlin', orphan_retain: '100d' };
  expect(await livesAlike(cloud, region, event, DAYS)).toBe(DAYS);
});

test('so is that of a small one in UTC, with a default policy and copies one by one', {
  timeout,
}, async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  region.volume({ tags: { autosnap: '5', autosnap_retain: 'monthly:2 within:12d' } });
  ownCopies(cloud, region.attachedVolume(), 20);
  const event = { default_frequency: '2d', default_retain: '3', consistency: 'volume' };
  expect(await livesAlike(cloud, region, event, FEWER_DAYS)).toBeGreaterThan(FEWER_DAYS / 2);
});
