import { describe, expect, test } from 'vitest';
import type { Cloud } from '../cloud/cloud.ts';
import type { Effect } from '../cloud/faults.ts';
import type { Volume } from '../cloud/records.ts';
import { diskOf, encrypt, extDisk, gptDisk, provedByRole, recordsOf } from './proving.ts';
import { DAILY, DAY, freshCloud, nth, ownCopy } from './story.ts';

interface Estate {
  readonly cloud: Cloud;
  readonly volumes: readonly Volume[];
}

/** Two volumes of two days; one was encrypted between them. */
async function estate(): Promise<Estate> {
  const cloud = await freshCloud();
  const books = diskOf(cloud, extDisk(), { Name: 'books', ...DAILY });
  const web = diskOf(cloud, gptDisk(), { Name: 'web', ...DAILY });
  for (const volume of [books, web]) ownCopy(cloud, volume, 2);
  encrypt(cloud, books);
  for (const volume of [books, web]) ownCopy(cloud, volume, 1);
  cloud.forgetCalls();
  return { cloud, volumes: [books, web] };
}

/** What a prover without trouble records. */
const RIGHT = ['sound ext4', 'changed unknown', 'sound gpt ext4 xfs', 'sound gpt ext4 xfs'];

function records({ cloud, volumes }: Estate): string[] {
  return volumes.flatMap((volume) => recordsOf(cloud, volume));
}

async function nextDay({ cloud }: Estate, sample = 4): Promise<void> {
  cloud.clock.advance(DAY);
  await provedByRole(cloud, { sample });
}

/** How many calls such a prover sends. */
const CALLS = Array.from({ length: 20 }, (_, index) => index + 1);

test('a calm run records all that is to be known', async () => {
  const one = await estate();
  await provedByRole(one.cloud, { sample: 4 });
  expect(records(one)).toEqual(RIGHT);
  expect(one.cloud.calls).toHaveLength(CALLS.length);
});

describe('a prover that dies leaves only right records, and the next run writes all others', () => {
  test.for(CALLS)('before call %s', async (call) => {
    const one = await estate();
    const death = one.cloud.fault({ action: 'any', nth: call, effect: 'reset before' });
    await provedByRole(one.cloud, { sample: 4 });
    death.remove();
    const { left, next } = await healed(one);
    expect([left, next]).toEqual([rightOf(left), RIGHT]);
  });

  test.for(CALLS)('after call %s', async (call) => {
    const one = await estate();
    const deaths = [
      one.cloud.fault({ action: 'any', nth: call, times: 1, effect: 'reset after' }),
      one.cloud.fault({ action: 'any', nth: call + 1, effect: 'reset before' }),
    ];
    await provedByRole(one.cloud, { sample: 4 });
    for (const death of deaths) death.remove();
    const { left, next } = await healed(one);
    expect([left, next]).toEqual([rightOf(left), RIGHT]);
  });
});

/** What there was after the death, and what there is after the next run. */
async function healed(one: Estate): Promise<{ left: string[]; next: string[] }> {
  const left = records(one);
  await nextDay(one);
  return { left, next: records(one) };
}

/** Each record of these either is right or is not there yet. */
function rightOf(left: readonly string[]): string[] {
  return RIGHT.map((right, index) => (left[index] === '' ? '' : right));
}

/** One kind of call is refused for as long as the run lasts, for one snapshot. */
const REFUSALS: readonly [action: string, effect: Effect][] = [
  ['ListSnapshotBlocks', { error: 'InternalServerException', status: 500 }],
  ['ListSnapshotBlocks', { error: 'AccessDeniedException', reason: 'UNAUTHORIZED_ACCOUNT' }],
  ['GetSnapshotBlock', { error: 'InternalServerException', status: 500 }],
  ['GetSnapshotBlock', 'truncated'],
  ['CreateTags', { error: 'InternalError', status: 500 }],
  ['CreateTags', { error: 'UnauthorizedOperation', status: 403 }],
];

/** The newer one was judged without the older one, so a run after that which proves the older judges it again. */
describe('an older snapshot that a run could not prove makes no lasting mistake of a newer one', () => {
  test.for(REFUSALS)('%s: %o', async ([action, effect]) => {
    const one = await estate();
    const older = nth(one.cloud.snapshotsOf(nth(one.volumes, 0)), 0);
    const fault = one.cloud.fault({
      action,
      when: (params) => Object.values(params).includes(older.id),
      effect,
    });
    await provedByRole(one.cloud, { sample: 4 });
    expect(records(one)[0]).toBe('');
    fault.remove();
    await nextDay(one, 1);
    await nextDay(one, 1);
    expect(records(one)).toEqual(RIGHT);
  });
});
