import type { ListedSnapshot } from '../../../lambda/core/snapshot.ts';
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
  // A braked volume loses two a day where its history gets shorter, and grows meanwhile by its other slots.
  const most = 2 * (own + count + 6) * 24;
  for (let turn = 0; ; turn += 1) {
    await slotOfCalm(life, often.rhythm, tally);
    const lacks = notHealed(life, count);
    if (lacks === undefined) break;
    if (turn > most) throw new Broken(8, `after ${turn} calm slots of ${every} ${retain}, ${lacks}`);
  }
  await slotOfCalm(life, often.rhythm, tally);
  const plan = await life.run();
  const left = [...(plan?.creates ?? []), ...(plan?.deletes ?? [])].map((one) => JSON.stringify(one));
  if (left.length > 0) throw new Broken(8, `a repeated run finds something to do: ${left.join(', ')}`);
  const lacks = notHealed(life, count);
  if (lacks !== undefined) throw new Broken(8, `a calm slot later, ${lacks}`);
}

/** The next slot begins, a run takes copies, and when they are complete another lets the oldest go. */
async function slotOfCalm(life: Life, rhythm: Rhythm, tally: Tally): Promise<void> {
  const { cloud } = life.region;
  const timeZone = life.settings.zone.name;
  const next = slotAt(rhythm, cloud.now, timeZone) + stride(rhythm);
  cloud.now = Math.ceil(cloud.now / HOUR) * HOUR;
  while (slotAt(rhythm, cloud.now, timeZone) < next) cloud.now += HOUR;
  await life.run();
  cloud.now += 21 * MINUTE;
  await life.run();
  tally.calmRuns += 2;
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
