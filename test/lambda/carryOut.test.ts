import { expect, test } from 'vitest';
import { carryOut } from '../../lambda/carryOut/carryOut.ts';
import type { CreateOne } from '../../lambda/core/plan/creation.ts';
import type { Outcome } from '../../lambda/core/outcome.ts';
import type { DeleteOne, Plan } from '../../lambda/core/plan/plan.ts';
import type { DeleteReply, Made, Reply, Writer } from '../../lambda/carryOut/writer.ts';

const noon = new Date('2026-01-01T12:00:00Z');
const clock = { now: () => noon, sleep: async () => {} };
const later = new Date('2026-01-01T12:10:00Z');

const emptyPlan: Pick<Plan, 'creates' | 'deletes'> = { creates: [], deletes: [] };

function createOne(volumeId: string): CreateOne {
  return {
    kind: 'create one',
    volumeId,
    description: '',
    tags: { snapshot_tool: 'autosnap' },
    withFewer: [],
  };
}

function createSet(...volumeIds: string[]): Plan['creates'][number] {
  return {
    kind: 'create set',
    instanceId: 'i-1',
    volumeIds,
    exclude: { rootVolume: false, dataVolumeIds: [] },
    description: '',
    tags: { snapshot_tool: 'autosnap' },
    withFewer: [],
    copyVolumeTags: true,
    oneByOne: volumeIds.map(createOne),
  };
}

function deleteOne(volumeId: string, snapshotId: string, cause: DeleteOne['cause'] = 'expired'): DeleteOne {
  return { kind: 'delete one', cause, volumeId, snapshotId, because: 'beyond 1' };
}

function made(...volumeIds: string[]): Reply<Made[]> {
  return {
    kind: 'done',
    value: volumeIds.map((volumeId) => ({ volumeId, snapshotId: `copy-of-${volumeId}` })),
  };
}

/** A region in which everything works; a test changes one thing. `sent` tells what arrived, in order. */
function perfectWriter(changes: Partial<Writer> = {}): Writer & { sent: string[] } {
  const sent: string[] = [];
  const perfect: Writer = {
    'create one': async ({ volumeId }) => made(volumeId),
    'create set': async ({ volumeIds }) => made(...volumeIds),
    'delete one': async () => ({ kind: 'done', value: undefined }),
    living: async (volumeIds) => new Map(volumeIds.map((id) => [id, ['i-1']])),
    takenSince: async () => new Set(),
    close: () => {},
    ...changes,
  };
  return {
    sent,
    'create one': async (request) => {
      sent.push(`create ${request.volumeId}`);
      return perfect['create one'](request);
    },
    'create set': async (request) => {
      sent.push(`create ${request.volumeIds.join('+')}`);
      return perfect['create set'](request);
    },
    'delete one': async (one) => {
      sent.push(`delete ${one.snapshotId}`);
      return perfect['delete one'](one);
    },
    living: perfect.living,
    takenSince: perfect.takenSince,
    close: () => perfect.close(),
  };
}

function told(outcomes: readonly Outcome[]): string[] {
  return outcomes.map((one) => {
    const what = one.kind === 'delete' ? one.snapshotId : one.volumeId;
    const why = one.status === 'failed' ? ` ${one.code}` : 'because' in one ? `: ${one.because}` : '';
    return `${one.kind} ${what} ${one.status}${why}`;
  });
}

const refused: Reply<never> = { kind: 'refused', code: 'IncorrectState', message: 'is detaching' };
const unclear: Reply<never> = { kind: 'unclear', code: 'ECONNRESET', message: 'socket hang up' };

test('RA-7 C-35 a volume whose create failed loses nothing in this run', async () => {
  const plan = { ...emptyPlan, creates: [createOne('vol-1')], deletes: [deleteOne('vol-1', 'old')] };
  const writer = perfectWriter({ 'create one': async () => refused });
  expect(told(await carryOut(plan, writer, clock, later))).toEqual([
    'create vol-1 failed IncorrectState',
    'delete old skipped: its volume got no new snapshot in this run',
  ]);
  expect(writer.sent).toEqual(['create vol-1']);
});

test('the same for a volume that a set did not bring back', async () => {
  const plan = { ...emptyPlan, creates: [createSet('vol-1', 'vol-2')], deletes: [deleteOne('vol-2', 'old')] };
  const writer = perfectWriter({ 'create set': async () => made('vol-1') });
  expect(told(await carryOut(plan, writer, clock, later))).toEqual([
    'create vol-1 done',
    'create vol-2 failed NoSnapshotInAnswer',
    'delete old skipped: its volume got no new snapshot in this run',
  ]);
});

const tooSoon: Reply<never> = {
  kind: 'refused',
  code: 'SnapshotCreationPerVolumeRateExceeded',
  message: 'wait 15 seconds',
};

/** Time passes only while somebody sleeps. */
function patientClock() {
  let time = noon.getTime();
  return {
    now: () => new Date(time),
    sleep: async (milliseconds: number) => {
      time += milliseconds;
    },
  };
}

test('C-22 a volume that another run has just taken is no failure, and loses nothing', async () => {
  const plan = { ...emptyPlan, creates: [createOne('vol-1')], deletes: [deleteOne('vol-1', 'old')] };
  const writer = perfectWriter({
    'create one': async () => tooSoon,
    takenSince: async () => new Set(['vol-1']),
  });
  expect(told(await carryOut(plan, writer, patientClock(), later))).toEqual([
    'create vol-1 skipped: another run took a snapshot of it at the same time',
    'delete old skipped: its volume got no new snapshot in this run',
  ]);
  expect(writer.sent).toEqual(['create vol-1']);
});

test('W02 a volume that another tool has just taken is taken 15 seconds later', async () => {
  const plan = { ...emptyPlan, creates: [createSet('vol-1', 'vol-2')] };
  const replies: Reply<Made[]>[] = [tooSoon, tooSoon];
  const time = patientClock();
  const writer = perfectWriter({ 'create set': async () => replies.shift() ?? made('vol-1', 'vol-2') });
  expect(told(await carryOut(plan, writer, time, later))).toEqual(['create vol-1 done', 'create vol-2 done']);
  expect(time.now().getTime() - noon.getTime()).toBe(30_000);
});

test.for([
  ['a run with a deadline', later],
  ['a command without one', new Date(8_640_000_000_000_000)],
] as const)('W02 %s does not wait for ever', async ([, stopAt]) => {
  const plan = { ...emptyPlan, creates: [createOne('vol-1')] };
  const time = patientClock();
  const outcomes = await carryOut(plan, perfectWriter({ 'create one': async () => tooSoon }), time, stopAt);
  expect(told(outcomes)).toEqual([`create vol-1 skipped: ${tooSoon.code}: wait 15 seconds`]);
  expect(time.now().getTime() - noon.getTime()).toBeLessThanOrEqual(900_000);
});

test('W04 of a volume that has vanished nothing is deleted, and nothing more is said', async () => {
  const plan = { ...emptyPlan, creates: [createOne('vol-1')], deletes: [deleteOne('vol-1', 'old')] };
  const writer = perfectWriter({
    'create one': async () => ({ kind: 'refused', code: 'InvalidVolume.NotFound', message: 'no vol-1' }),
  });
  expect(told(await carryOut(plan, writer, clock, later))).toEqual([
    'create vol-1 gone: InvalidVolume.NotFound: no vol-1',
  ]);
  expect(writer.sent).toEqual(['create vol-1']);
});

test('a failed copy goes before the next one is taken, and decides nothing', async () => {
  const plan = {
    ...emptyPlan,
    creates: [createOne('vol-1')],
    deletes: [deleteOne('vol-1', 'broken', 'failed'), deleteOne('vol-1', 'old')],
  };
  const writer = perfectWriter({
    'delete one': async ({ snapshotId }) => (snapshotId === 'broken' ? refused : { kind: 'gone' }),
  });
  expect(told(await carryOut(plan, writer, clock, later))).toEqual([
    'delete broken failed IncorrectState',
    'create vol-1 done',
    'delete old gone',
  ]);
  expect(writer.sent).toEqual(['delete broken', 'create vol-1', 'delete old']);
});

test('C-29 a set that is refused is taken one by one, one with an unclear answer is not', async () => {
  const plan = { ...emptyPlan, creates: [createSet('vol-1', 'vol-2')] };
  const refusing = perfectWriter({ 'create set': async () => refused });
  expect(told(await carryOut(plan, refusing, clock, later))).toEqual([
    'create vol-1 done',
    'create vol-2 done',
  ]);

  const breaking = perfectWriter({ 'create set': async () => unclear });
  expect(told(await carryOut(plan, breaking, clock, later))).toEqual([
    'create vol-1 failed ECONNRESET',
    'create vol-2 failed ECONNRESET',
  ]);
  expect(breaking.sent).toEqual(['create vol-1+vol-2']);
});

test('C-24 when the region takes no more snapshots, the other volumes are left for the next run', async () => {
  const full: Reply<never> = { kind: 'refused', code: 'PendingSnapshotLimitExceeded', message: 'too many' };
  const plan = { ...emptyPlan, creates: Array.from({ length: 30 }, (_, index) => createOne(`vol-${index}`)) };
  const writer = perfectWriter({ 'create one': async () => full });
  const outcomes = await carryOut(plan, writer, clock, later);
  expect(outcomes).toHaveLength(30);
  expect(writer.sent.length).toBeLessThanOrEqual(10);
  expect(outcomes.at(-1)).toMatchObject({
    status: 'skipped',
    because: 'PendingSnapshotLimitExceeded: too many',
  });
});

test('a volume’s deletions end at the first that fails, other volumes go on', async () => {
  const plan = {
    ...emptyPlan,
    deletes: [deleteOne('vol-1', 'a'), deleteOne('vol-1', 'b'), deleteOne('vol-2', 'c')],
  };
  const writer = perfectWriter({
    'delete one': async ({ snapshotId }): Promise<DeleteReply> =>
      snapshotId === 'a' ? refused : { kind: 'done', value: undefined },
  });
  expect(told(await carryOut(plan, writer, clock, later)).toSorted()).toEqual([
    'delete a failed IncorrectState',
    'delete b skipped: a before it could not be deleted',
    'delete c done',
  ]);
});

test('C-38 C-39 a copy that is held or gone stops nothing', async () => {
  const plan = {
    ...emptyPlan,
    deletes: [deleteOne('vol-1', 'a'), deleteOne('vol-1', 'b'), deleteOne('vol-1', 'c')],
  };
  const replies: DeleteReply[] = [
    { kind: 'held', because: 'in use by ami-1' },
    { kind: 'gone' },
    { kind: 'done', value: undefined },
  ];
  const writer = perfectWriter({ 'delete one': async () => replies.shift() ?? refused });
  expect(told(await carryOut(plan, writer, clock, later))).toEqual([
    'delete a held: in use by ami-1',
    'delete b gone',
    'delete c done',
  ]);
});

test('a deletion without a clear answer is asked again, because deleting twice is deleting once', async () => {
  const plan = { ...emptyPlan, deletes: [deleteOne('vol-1', 'a')] };
  const replies: DeleteReply[] = [unclear, unclear, { kind: 'gone' }];
  const writer = perfectWriter({ 'delete one': async () => replies.shift() ?? refused });
  expect(told(await carryOut(plan, writer, clock, later))).toEqual(['delete a gone']);
});

test('C-59 after the time is up nothing is sent and everything is told', async () => {
  const plan = {
    ...emptyPlan,
    creates: [createSet('vol-1', 'vol-2')],
    deletes: [deleteOne('vol-1', 'a'), deleteOne('vol-3', 'b')],
  };
  const writer = perfectWriter();
  expect(told(await carryOut(plan, writer, clock, noon)).toSorted()).toEqual([
    'create vol-1 skipped: out of time',
    'create vol-2 skipped: out of time',
    'delete a skipped: its volume got no new snapshot in this run',
    'delete b skipped: out of time',
  ]);
  expect(writer.sent).toEqual([]);
});
