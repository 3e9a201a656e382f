import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { found } from '../../lambda/core/find/find.ts';
import { list } from '../../lambda/core/list/list.ts';
import { listText } from '../../lambda/core/list/listText.ts';
import { makePlan } from '../../lambda/core/plan/makePlan.ts';
import { planText } from '../../lambda/core/report/planText.ts';
import { reportParts } from '../../lambda/core/report/reportText.ts';
import { wrappedText } from '../../lambda/core/report/told.ts';
import { show } from '../../lambda/core/show/show.ts';
import { showText } from '../../lambda/core/show/showText.ts';
import { COLUMNS } from '../../lambda/core/show/snapshotLines.ts';
import { simulationText } from '../../lambda/core/simulation/chart.ts';
import { headlineLast, laidOut, toldLines } from '../../lambda/terminal/layout.ts';
import type { Inventory } from '../../lambda/core/inventory.ts';
import type { PlanSettings } from '../../lambda/core/plan/planSettings.ts';
import { amount } from '../amounts.ts';
import { NOW, reportOf } from '../core/fixtures.ts';
import { lived } from '../core/simulation/lived.ts';
import { aProvedRegion, someSettings } from '../core/worlds.ts';

/** No command writes a line that is wider than the terminal. `--help` is in test/commands/help.test.ts. */

const WIDTH = 80;

const aName = fc.oneof(
  fc.constantFrom('web', 'data', 'a server with a name of several words'),
  fc.string({ minLength: 1, maxLength: 255, unit: 'grapheme-ascii' }),
  fc.string({ minLength: 1, maxLength: 64, unit: 'grapheme' }),
  fc.constant('東京のデータベース'.repeat(7)),
);

/** A region whose instances and volumes have names as long as AWS allows. */
const aNamedRegion: fc.Arbitrary<Inventory> = fc
  .tuple(aProvedRegion, fc.array(aName, { minLength: 1, maxLength: 5 }))
  .map(([region, names]) => {
    const named = <One extends { readonly tags: Readonly<Record<string, string>> }>(
      one: One,
      index: number,
    ): One => ({
      ...one,
      tags: { ...one.tags, Name: names[index % names.length] ?? '' },
    });
    return { ...region, instances: region.instances.map(named), volumes: region.volumes.map(named) };
  });

type Writes = (region: Inventory, settings: PlanSettings) => string;

const TEXTS: Readonly<Record<string, Writes>> = {
  show: (region, settings) =>
    region.volumes
      .slice(0, 1)
      .flatMap(({ id }) => found(id, [region]))
      .map((one) =>
        wrappedText(showText(show(one, settings, NOW), { ...settings, now: NOW }), COLUMNS, stringWidth),
      )
      .join('\n'),
  list: (region, settings) =>
    listText([list(region, settings, NOW)], {
      zone: settings.zone,
      now: NOW,
      width: WIDTH,
      widthOf: stringWidth,
      options: [],
    }),
  plan: (region, settings) =>
    laidOut(toldLines(planText([{ plan: makePlan(region, settings, NOW) }], NOW)), WIDTH, 'plain'),
  run: (region, settings) =>
    laidOut(headlineLast(reportParts(reportOf(makePlan(region, settings, NOW)))), WIDTH, 'plain'),
  simulate: (region, settings) =>
    wrappedText(simulationText([lived(region, { settings, days: 3 })], WIDTH), WIDTH, stringWidth),
};

/** A word that is longer than a line stands alone on one. */
function tooWide(text: string): string[] {
  return text.split('\n').filter((line) => stringWidth(line) > WIDTH && line.trim().includes(' '));
}

describe(`no line is over ${WIDTH} columns`, () => {
  test.for(Object.entries(TEXTS))('%s', ([, text]) => {
    fc.assert(
      fc.property(aNamedRegion, someSettings, (region, settings) => {
        expect(tooWide(text(region, settings))).toEqual([]);
      }),
      { numRuns: amount({ sample: 5, long: 500 }) },
    );
  });
});
