import { wholeLines } from '../../wholeLines.ts';
import { describe, expect, test } from 'vitest';
import type { Inventory, Volume } from '../../../lambda/core/inventory.ts';
import { headText, reportText } from '../../../lambda/core/report/reportText.ts';
import {
  dailyCopies,
  detached,
  instance,
  planOf,
  reportOf,
  reportOn,
  UNREACHABLE,
  volume,
} from '../fixtures.ts';

/** An instance without tags of ours, and its only volume. */
function server(name: string | undefined, id = 'i-1'): Partial<Inventory> {
  return { instances: [instance({ id, tags: name === undefined ? {} : { Name: name } })] };
}

function alone(tags: Volume['tags']): Partial<Inventory> {
  return { instances: [], volumes: [detached(tags, { id: 'vol-2' })] };
}

describe('U20 where nothing asks for snapshots, the plan has the command that schedules a first thing', () => {
  test.for<[string, Partial<Inventory>, named: string | undefined]>([
    ['an instance by its Name', server('web-1'), 'web-1'],
    ['a Name with a space', server('web 1'), "'web 1'"],
    ['an instance without a Name', server(undefined), 'i-1'],
    ['a Name that is an option', server('--yes'), 'i-1'],
    ['a Name with a line break', server('web\n1'), 'i-1'],
    ['a Name with a quote', server("web'; reboot"), 'i-1'],
    ['a volume that is attached to nothing', alone({ Name: 'old-db' }), 'old-db'],
    [
      'two of one Name',
      { ...server('web'), volumes: [volume(), detached({ Name: 'web' }, { id: 'vol-2' })] },
      'i-1',
    ],
    ['a volume that is ignored', alone({ autosnap_ignore: '' }), undefined],
    ['a volume with a tag that cannot be read', alone({ autosnap: 'daily' }), undefined],
    ['a region without volumes', { instances: [], volumes: [] }, undefined],
    [
      'an instance of which a volume has own snapshots',
      { ...server('web-1'), snapshots: dailyCopies(9) },
      undefined,
    ],
    [
      'a volume without own snapshots beside one with them',
      {
        instances: [],
        volumes: [detached({ Name: 'a' }), detached({ Name: 'b' }, { id: 'vol-2' })],
        snapshots: dailyCopies(9),
      },
      'b',
    ],
    ['one account of several', { ...server('web-1'), account: '222222222222' }, undefined],
  ])('%s', ([, world, named]) => {
    const command = `aws-snapper enable ${named} --every 1 --retain 7 --region eu-west-1`;
    expect(planOf(world).beginning).toBe(named === undefined ? undefined : command);
  });

  test('with another prefix, the command has it', () => {
    expect(planOf(server('web-1'), { prefix: 'db' }).beginning).toMatch(/ --region eu-west-1 --prefix db$/);
  });
});

describe('the report says it', () => {
  const one = { status: 'planned', plan: planOf(server('web-1')) } as const;
  const line =
    'to start, with a snapshot a day of which seven stay: aws-snapper enable web-1 --every 1 --retain 7 --region eu-west-1';

  test('in one line for several regions, at a terminal and in the mail', () => {
    const report = reportOn([
      one,
      { status: 'planned', plan: { ...one.plan, region: 'us-east-1' } },
      UNREACHABLE,
    ]);
    expect(report.notes).toEqual([line]);
    for (const text of [headText(report), reportText(report)])
      expect(wholeLines(text)).toContain(`Note: ${line}`);
  });

  test('not where anything is managed anywhere', () => {
    const { plan } = { plan: planOf() };
    expect(reportOn([one, { status: 'planned', plan: { ...plan, region: 'us-east-1' } }]).notes).toEqual([]);
    expect(reportOf(plan).notes).toEqual([]);
  });
});
