import { Zone } from '../../lambda/core/calendar.ts';
import type { Tags } from '../../lambda/core/snapshot.ts';
import type { Volume } from '../../lambda/core/inventory.ts';
import type { SimulatedDay } from '../../lambda/core/simulation/diary.ts';
import { describedEstate } from '../../lambda/core/simulation/described.ts';
import { simulationPage } from '../../lambda/core/simulation/page/page.ts';
import { simulateImages } from '../../lambda/core/simulation/ofImages.ts';
import type { Simulated, Span } from '../../lambda/core/simulation/book.ts';
import { simulateReplicas } from '../../lambda/core/simulation/replicated.ts';
import { simulate } from '../../lambda/core/simulation/simulation.ts';
import { image, imagesOf } from '../core/images/estate.ts';
import {
  dailyCopies,
  daysBefore,
  detached,
  instance,
  inventory,
  NOW,
  settings,
  snapshot,
} from '../core/fixtures.ts';

/** Pages as a person gets them: each from lives that were really simulated. */

export const HOSTILE = {
  script: '<script>document.title = "owned"</script>',
  image: '"><img src=x onerror="document.title = \'owned\'">',
  turned: 'backup\u202Egnp.exe',
  terminal: '\u001B]0;owned\u0007data',
};

/** An estate in which most is well and one of each trouble is there. */
export function estatePage(): string {
  return simulationPage([ireland(), withBareDays(virginia())]);
}

/** A few volumes that live the same life, without anything to mend. */
export function calmPage(days: number): string {
  const tags = { frequency: '1', retain: 'daily:7 weekly:4 monthly:12' };
  const world = describedEstate(3, tags, 'autosnap');
  return simulationPage([lived(world, { from: NOW, days, triggerHours: 24 })]);
}

function ireland(): Simulated {
  const volumes = [
    named('database', { autosnap: '1', autosnap_retain: 'daily:7 weekly:4 monthly:12' }),
    named('files', { autosnap: 'nightly=7@mon-fri@2 weekly=4@sun@3' }),
    named('web-1', { autosnap: '1', autosnap_retain: '7' }),
    named('web-2', { autosnap: '1', autosnap_retain: '7' }),
    named('web-3', { autosnap: '1', autosnap_retain: '7' }),
    named('queue', { autosnap: '6h', autosnap_retain: '8' }),
    named('rested', { autosnap: '1', autosnap_retain: '14' }),
    named('pinned', { autosnap: '1', autosnap_retain: '3' }),
    named('shrunk', { autosnap: '1', autosnap_retain: '3' }),
    named('archive', { autosnap: '@sat', autosnap_retain: '99' }),
    named('mistyped', { autosnap: 'daily', autosnap_retain: '7' }),
    named(HOSTILE.script, { autosnap: '2d', autosnap_retain: '5' }),
    named(HOSTILE.image, { autosnap: '3d', autosnap_retain: '5' }),
    named(HOSTILE.turned, { autosnap: '4d', autosnap_retain: '5' }),
    named(HOSTILE.terminal, { autosnap: '5d', autosnap_retain: '5' }),
    named(
      '\u05E0\u05EA\u05D5\u05E0\u05D9\u05DD',
      { autosnap: `<b>"1"</b>`, autosnap_retain: '5' },
      { id: 'vol-hebrew' },
    ),
  ];
  const snapshots = [
    ...dailyCopies(14, { volumeId: 'vol-rested' }).filter((_, index) => index < 3 || index > 8),
    ...dailyCopies(9, { volumeId: 'vol-shrunk' }),
    snapshot('01-17', { volumeId: 'vol-pinned', tags: { autosnap_keep: 'audit' } }),
  ];
  const world = inventory({ volumes, instances: [], snapshots });
  return lived(world, { from: NOW, days: 400, triggerHours: 24 }, 'Europe/Berlin');
}

/** No simulation ends so, and the page must shout where one does. */
function withBareDays(simulation: Simulated): Simulated {
  const volumes = simulation.volumes.map((one) =>
    one.volumeId === 'vol-hourly' ? { ...one, byDay: one.byDay.map(bareForThreeDays) } : one,
  );
  return { ...simulation, volumes };
}

function bareForThreeDays(day: SimulatedDay, index: number): SimulatedDay {
  return index > 9 && index < 13 ? { snapshots: 0, largestGapHours: 0 } : day;
}

/** A trigger that comes far too seldom for what the tags ask, and a volume that cannot take its copy. */
function virginia(): Simulated {
  const slow = snapshot('03-01', { id: 'snap-stuck', volumeId: 'vol-slow', state: 'pending' });
  const volumes = [
    named('hourly', { autosnap: '1h', autosnap_retain: '24' }),
    named('office', { autosnap: '@mon-fri@8+12+16+20', autosnap_retain: '8' }),
    named('slow', { autosnap: '1', autosnap_retain: '2' }, { type: 'st1' }),
  ];
  const snapshots = [slow, ...[1, 2, 3, 9, 10, 11].map((days) => oldCopy(days))];
  const world = inventory({ region: 'us-east-1', volumes, instances: [], snapshots });
  return lived(world, { from: NOW, days: 45, triggerHours: 36 });
}

function oldCopy(days: number) {
  return snapshot(`${days} days old`, { volumeId: 'vol-office', startedAt: daysBefore(NOW, days).getTime() });
}

/** A server of which an image is made each day, beside its snapshots. */
export function imagesPage(): string {
  const tags = { autosnap: '1', autosnap_retain: '3', autosnap_image: '1', autosnap_image_retain: '2' };
  const world = inventory({
    instances: [instance({ tags: { Name: 'web', ...tags } })],
    images: imagesOf([image('03-09', { isProtected: true })]),
  });
  const span = { from: NOW, days: 20, triggerHours: 24 };
  return simulationPage([
    lived(world, span),
    livedBy(simulateImages(world, settings({ images: true }), span)),
  ]);
}

/** Forty volumes of which one place keeps weekly replicas, and another one, which has not room for all, daily ones. */
export function replicasPage(): string {
  const replicate = 'eu-central-1=weekly:8 222222222222@eu-west-1=daily:7';
  const world = describedEstate(40, { frequency: '1', retain: '7', replicate }, 'autosnap');
  const span = { from: NOW, days: 30, triggerHours: 24 };
  const { regions, places } = livedBy(simulateReplicas([world], { ...settings(), replicaWindow: 15 }, span));
  return simulationPage([...regions, ...places]);
}

/** The id tells the name in letters, so that a test can say which volume it means. */
function named(name: string, tags: Tags, change: Partial<Volume> = {}): Volume {
  const id = `vol-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '')}`;
  return detached({ Name: name, ...tags }, { id, ...change });
}

function lived(world: ReturnType<typeof inventory>, span: Span, timeZone = 'UTC'): Simulated {
  return livedBy(simulate(world, settings({ zone: new Zone(timeZone) }), span));
}

function livedBy<Lives>(life: Generator<Date, Lives>): Lives {
  let step = life.next();
  while (step.done !== true) step = life.next();
  return step.value;
}
