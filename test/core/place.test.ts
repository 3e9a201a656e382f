import { expect, test } from 'vitest';
import { wholeLines } from '../wholeLines.ts';
import { placeOf } from '../../lambda/core/text.ts';
import { planText } from '../../lambda/core/report/planText.ts';
import { headText, reportText } from '../../lambda/core/report/reportText.ts';
import {
  NOW,
  DAILY,
  dailyCopies,
  instance,
  planOf,
  regionOf,
  reportOf,
  reportOn,
  snapshot,
} from './fixtures.ts';

const PLACE = { account: '222222222222', region: 'eu-west-1' };

/** A braked region in which half of the volumes are lost. */
function troubled(account?: string) {
  return planOf({
    account,
    instances: [instance({ tags: { ...DAILY, autosnap_retain: '2' } })],
    snapshots: [
      ...dailyCopies(30),
      snapshot('03-09', { id: 'snap-2', volumeId: 'vol-2' }),
      snapshot('03-09', { id: 'snap-3', volumeId: 'vol-3' }),
    ],
    notes: ['AMI use could not be looked up'],
  });
}

test('a place is its region, and its account where that is known', () => {
  expect([placeOf({ region: 'eu-west-1' }), placeOf(PLACE)]).toEqual(['eu-west-1', '222222222222/eu-west-1']);
});

test('a plan and its report say for which account they are', () => {
  const plan = troubled(PLACE.account);
  expect([plan.account, regionOf(reportOf(plan)).account]).toEqual([PLACE.account, PLACE.account]);
  expect(planOf().account).toBeUndefined();
});

test('all texts name the account with the region, and are otherwise the same', () => {
  const [here, there] = [troubled(), troubled(PLACE.account)];
  const unreachable = { status: 'unreachable', region: 'eu-west-1', code: 'X', message: 'y' } as const;
  const textsOf = (plan: typeof here, account: string | undefined) => {
    const report = reportOn(
      [
        { status: 'done', plan, outcomes: [] },
        { ...unreachable, account },
      ],
      { scope: 'named' },
    );
    return [planText([{ plan }], NOW), headText(report), reportText(report)].map(wholeLines);
  };
  expect(textsOf(there, PLACE.account)).toEqual(textsOf(here, undefined).map(inAccount));
  expect(textsOf(there, PLACE.account)[0]).toContain('Region 222222222222/eu-west-1\n');
});

test('the report of several accounts counts them beside the one of the credentials', () => {
  const accounts = ['222222222222', '333333333333', '222222222222'];
  const results = accounts.map((account, index) => {
    return { status: 'planned', plan: { ...planOf({ account }), region: `eu-west-${index}` } } as const;
  });
  expect(reportText(reportOn(results))).toContain('account 123456789012, accounts 2, aws-snapper 1.2.3\n');
});

/** Commands are for whoever has the credentials, so they name no account. */
function inAccount(text: string): string {
  return text
    .replaceAll(/(?<!--region )eu-west-1/g, '222222222222/eu-west-1')
    .replace('account 123456789012,', 'account 123456789012, accounts 1,');
}
