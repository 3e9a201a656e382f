import type { ListedSnapshot } from '../../../lambda/core/snapshot.ts';
import { neverReached } from '../../../lambda/core/neverReached.ts';
import type { Life } from './life.ts';
import { HOUR, MINUTE, type Rhythm, slotAt, stride } from '../judge/slots.ts';
import type { Tally } from './tally.ts';
import { byVolume, isOurs, isPinned, isRestorable } from '../judge/copies.ts';
import { Broken } from '../judge/seen.ts';
import { CALM, EVERY } from '../judge/vocabulary.ts';

/**
 * 8: whatever happened, calm days with tags that can be read bring each volume to exactly what it asks for.
 *
 * Exactly N restorable copies beside those that are pinned, none that failed, and nothing more to do.
 */
export async function heal(life: Life, choice: number, tally: Tally): Promise<void> {
  const [every, retain, count] = CALM[choice % CALM.length] ?? ['1', '1', 1];
  becomeCalm(life, every, retain);
  const often = EVERY[every];
  if (typeof often !== 'object') throw new Error(`${every} is no rhythm`);
  const { cloud } = life.region;
  const { prefix } = life.settings;
  const own = [...cloud.snapshots.values()].filter(({ snapshot }) => isOurs(snapshot, prefix)).length;
  // A braked volume loses two a day, and grows meanwhile by what the other slots of the day bring.
  const most = 2 * (own + count + 6) * Math.ceil(perDay(often.rhythm));
  // A gap in the history looks like a rhythm that got finer, until as many slots as are kept have had a snapshot.
  for (let turn = 0, wellFor = 0; wellFor <= count; turn += 1) {
    const isBraked = await slotOfCalm(life, often.rhythm, tally);
    const lacks = notHealed(life, count);
    wellFor = isBraked || lacks !== undefined ? 0 : wellFor + 1;
    if (turn > most && wellFor === 0)
      throw new Broken(8, `after ${turn} calm slots of ${every} ${retain}, ${lacks ?? 'the brake is on'}`);
  }
  await slotOfCalm(life, often.rhythm, tally);
  const plan = await life.run();
  const left = [...(plan?.creates ?? []), ...(plan?.deletes ?? [])].map((one) => JSON.stringify(one));
  if (left.length > 0) throw new Broken(8, `a repeated run finds something to do: ${left.join(', ')}`);
  const lacks = notHealed(life, count);
  if (lacks !== undefined) throw new Broken(8, `a calm slot later, ${lacks}`);
}

/** The most slots that a day has. */
function perDay(rhythm: Rhythm): number {
  switch (rhythm.kind) {
    case 'days':
      return 1;
    case 'hours':
      return 24 / rhythm.every;
    case 'marks':
      return rhythm.marks.reduce((sum, { hours }) => sum + hours.length, 0);
    default:
      return neverReached(rhythm);
  }
}

/**
 * The next slot begins, a run takes copies, and when they are complete another lets the oldest go. Says whether
 * that one was braked.
 */
async function slotOfCalm(life: Life, rhythm: Rhythm, tally: Tally): Promise<boolean> {
  const { cloud } = life.region;
  const timeZone = life.settings.zone.name;
  const next = slotAt(rhythm, cloud.now, timeZone) + stride(rhythm);
  cloud.now = Math.ceil(cloud.now / HOUR) * HOUR;
  while (slotAt(rhythm, cloud.now, timeZone) < next) cloud.now += HOUR;
  await life.run();
  cloud.now += 21 * MINUTE;
  const plan = await life.run();
  tally.calmRuns += 2;
  return (plan?.brakes ?? []).length > 0;
}

function becomeCalm(life: Life, every: string, retain: string): void {
  const { cloud } = life.region;
  const { prefix } = life.settings;
  life.skew = 0;
  life.settings = { ...life.settings, maxDeletes: undefined };
  cloud.lag = 0;
  cloud.now += 5 * 24 * HOUR;
  cloud.hidden.clear();
  cloud.fates.clear();
  const mended = (tags: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(tags).filter(([key]) => !key.startsWith(prefix) && key !== 'snapshot_tool'),
    );
  const asking = { [prefix]: every, [`${prefix}_retain`]: retain };
  cloud.instances = cloud.instances.map((one) => ({ ...one, tags: mended(one.tags) }));
  cloud.volumes = cloud.volumes.map((one) => ({
    ...one,
    state: one.instanceIds.length > 0 ? 'in-use' : 'available',
    tags: { ...mended(one.tags), ...asking },
  }));
  for (const one of cloud.snapshots.values()) one.held = undefined;
}

/** What is not yet as the tags ask for, in words. */
function notHealed(life: Life, count: number): string | undefined {
  const { cloud } = life.region;
  const { prefix } = life.settings;
  const copies = byVolume([...cloud.snapshots.values()].map(({ snapshot }) => snapshot));
  for (const { id } of cloud.volumes) {
    const own = (copies.get(id) ?? []).filter((one) => isOurs(one, prefix) && !isKept(one, prefix));
    const restorable = own.filter(isRestorable).length;
    if (restorable !== count) return `${id} has ${restorable} restorable copies, not ${count}`;
    if (own.some(({ state }) => state === 'error')) return `${id} has a failed copy`;
  }
  return undefined;
}

function isKept(one: ListedSnapshot, prefix: string): boolean {
  return isPinned(one, prefix) || Object.keys(one.tags).some((key) => key.startsWith('aws:'));
}
