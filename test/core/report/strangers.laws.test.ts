import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planText } from '../../../lambda/core/report/planText.ts';
import { simulationText } from '../../../lambda/core/simulation/chart.ts';
import { simulationPage } from '../../../lambda/core/simulation/page/page.ts';
import { show } from '../../../lambda/core/show/show.ts';
import { showText } from '../../../lambda/core/show/showText.ts';
import type { ImagePlan } from '../../../lambda/core/plan/plan.ts';
import { DAILY_IMAGE, image, imagePlanOf, server } from '../images/estate.ts';
import { aText, RAW_DANGER } from '../../soak/estate/texts.ts';
import { amount } from '../../amounts.ts';
import {
  DAILY,
  dailyCopies,
  detached,
  foreign,
  instance,
  inventory,
  NOW,
  planOf,
  reportOn,
  SETTINGS,
  snapshot,
  textOf,
  volume,
} from '../fixtures.ts';
import { firstRun, simulatedVolume, simulation } from '../simulation/simulated.ts';

/** Everything that somebody else can write is this text, and what each door makes of it. */
function doors(text: string): { readonly [door: string]: () => string } {
  const given = {
    instances: [instance({ tags: { ...DAILY, Name: text, [`Autosnap${text}`]: '1' } })],
    volumes: [
      volume({ tags: { Name: text } }),
      volume({ id: 'vol-2', tags: { Name: text, autosnap_retain: `7 ${text}` } }),
      volume({ id: 'vol-3', state: 'creating', tags: { Name: text } }),
      detached({ Name: text }, { id: 'vol-4' }),
    ],
    snapshots: [
      ...dailyCopies(4),
      snapshot('03-01', { tags: { autosnap_keep: text } }),
      snapshot('03-02', { volumeId: 'vol-4' }),
      foreign('03-03', { snapshot_tool: text }),
    ],
  };
  const plan = planOf(given);
  const [one] = given.volumes;
  if (one === undefined) throw new Error('there is no volume');
  const life = simulation({
    volumes: [simulatedVolume({ name: text })],
    firstRun: firstRun({ problems: plan.problems }),
  });
  return {
    'the report': () =>
      textOf(
        reportOn(
          [
            {
              status: 'done',
              plan,
              images: imagesNamed(text),
              outcomes: ['vol-1', 'i-1'].map((volumeId) => ({
                kind: 'create',
                status: 'failed',
                volumeId,
                code: 'Oops',
                message: text,
              })),
            },
            { status: 'unreachable', region: 'ap-east-1', code: 'Oops', message: text },
          ],
          { jobName: text },
        ),
      ),
    plan: () => planText([{ plan, images: imagesNamed(text) }], NOW),
    show: () =>
      showText(show({ kind: 'volume', volume: one, inventory: inventory(given) }, SETTINGS, NOW), {
        ...SETTINGS,
        now: NOW,
      }),
    simulate: () => simulationText([life], 80),
    'the page': () => simulationPage([life]),
  };
}

/** Images of instances of this name, one of which has a tag that cannot be read, and of one that is gone. */
function imagesNamed(text: string): ImagePlan {
  const own = [
    image('03-09', { state: 'failed' }),
    image('03-08', { tags: { autosnap_keep: text } }),
    image('03-07', { instanceId: 'i-9', tags: { autosnap_server: text } }),
  ];
  return imagePlanOf(own, {
    instances: [
      server({ tags: { ...DAILY_IMAGE, Name: text } }),
      server({ id: 'i-2', tags: { ...DAILY_IMAGE, Name: text, autosnap_image_retain: `7 ${text}` } }),
    ],
  });
}

/** A text that is somewhere in each door, so that a law over it can fail. */
const KNOWN = 'stranger';
const DOORS = Object.keys(doors(KNOWN));

describe.for(DOORS)('%s', (door) => {
  const said = (text: string): string => doors(text)[door]?.() ?? '';

  test('tells what somebody else wrote', () => {
    expect(said(KNOWN)).toContain(KNOWN);
  });

  test('has the same lines whatever is in names, tags and messages', () => {
    const lines = said(`${KNOWN}:`).split('\n').length;
    fc.assert(
      fc.property(
        aText.map((text) => `x${text}x`),
        (text) => {
          const told = said(text);
          expect(told.split('\n').length).toBe(lines);
          expect(told).not.toMatch(RAW_DANGER);
        },
      ),
      { numRuns: amount({ sample: 3, long: 60 }) },
    );
  });

  test('has no link of anybody else, and no name or value that fills a line', () => {
    const link = 'https://evil.example/login';
    for (const name of [
      link,
      `${'wide '.repeat(30)}${link}`,
      `x${' '.repeat(79)}OK: all is well. See ${link}`,
    ]) {
      const told = said(name);
      expect(told).not.toContain('evil.example:');
      expect(told).not.toContain('://');
      expect(told).not.toMatch(/x {79}/);
    }
  });
});

test('no name, tag, reason or job name is told beyond 64 characters', () => {
  const told = Object.entries(doors('y'.repeat(256))).map(([door, text]) => {
    const runs = [...text().matchAll(/y{60,}/g)].map(([run]) => run.length);
    return [door, runs.length > 0, Math.max(...runs.filter((length) => length !== 256))];
  });
  expect(told).toEqual(DOORS.map((door) => [door, true, 64]));
});

test('a name cannot leave the brackets in which it stands', () => {
  const name = 'data) got no snapshot: Oops: all is lost (';
  for (const door of ['show', 'plan']) expect(doors(name)[door]?.()).toContain(`(vol-1, "${name}")`);
  expect(doors(name)['simulate']?.()).toContain(`"${name}" (vol-1): `);
  expect(doors(name)['the report']?.()).toContain(`"${name}" /dev/sdf (vol-1, "${name}")`);
  for (const door of DOORS) expect(doors(name)[door]?.()).not.toMatch(/vol-\d[ ,(]+data\)/);
});
