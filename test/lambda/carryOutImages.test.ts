import { describe, expect, test } from 'vitest';
import type { Clock } from '../../lambda/clock.ts';
import { carryOutImages } from '../../lambda/carryOut/images/carryOutImages.ts';
import type { ImageWriter, NamedImage } from '../../lambda/carryOut/images/imageWriter.ts';
import type { Reply } from '../../lambda/carryOut/writer.ts';
import type { Outcome } from '../../lambda/core/outcome.ts';
import type { CreateImage } from '../../lambda/core/plan/creation.ts';
import type { DeleteImage, DeleteOne, ImagePlan } from '../../lambda/core/plan/plan.ts';

const noon = new Date('2026-01-01T12:00:00Z');
const clock = { now: () => noon, sleep: async () => {} };
const later = new Date('2026-01-01T12:10:00Z');

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

const SLOT = 'autosnap-i-1-20260101T0000Z';
const AT = '2026-01-01T12:00:00Z';

function createImage(change: Partial<CreateImage> = {}): CreateImage {
  return {
    kind: 'create image',
    volumeId: 'i-1',
    name: SLOT,
    description: 'autosnap: image of i-1 from then',
    tags: { snapshot_tool: 'autosnap', autosnap_at: AT },
    snapshotTags: { autosnap_image_snapshot: SLOT },
    withFewer: [],
    manner: 'as it runs',
    ...change,
  };
}

const PINNED = { snapshot_tool: 'autosnap', autosnap_at: AT, autosnap_keep: 'by hand' };

function deleteImage(
  snapshotId: string,
  cause: DeleteImage['cause'] = 'expired',
  volumeId = 'i-1',
): DeleteImage {
  return { kind: 'delete image', cause, volumeId, snapshotId, name: `of ${snapshotId}`, because: 'beyond 1' };
}

function leftOver(snapshotId: string, volumeId = 'i-1'): DeleteOne {
  return { kind: 'delete one', cause: 'left over', volumeId, snapshotId, because: 'left over' };
}

function planOf(...steps: (CreateImage | DeleteImage | DeleteOne)[]): Pick<ImagePlan, 'creates' | 'deletes'> {
  return {
    creates: steps.flatMap((one) => (one.kind === 'create image' ? one : [])),
    deletes: steps.flatMap((one) => (one.kind === 'create image' ? [] : one)),
  };
}

const done: Reply<void> = { kind: 'done', value: undefined };
const unclear: Reply<never> = { kind: 'unclear', code: 'ECONNRESET', message: 'socket hang up' };

function refused(code: string, message = 'no'): Reply<never> {
  return { kind: 'refused', code, message };
}

const taken = refused('InvalidAMIName.Duplicate', 'is in use');

function image(change: Partial<NamedImage> = {}): NamedImage {
  return { id: 'ami-there', state: 'pending', isOurs: true, tags: { autosnap_at: AT }, ...change };
}

/** A region in which everything works; a test changes one thing. `sent` tells what arrived, in order. */
function perfectWriter(changes: Partial<ImageWriter> = {}) {
  const sent: string[] = [];
  const asked: CreateImage[] = [];
  const perfect: ImageWriter = {
    'create image': async ({ name }) => ({ kind: 'done', value: `ami of ${name}` }),
    'delete image': async () => done,
    'delete one': async () => done,
    named: async () => 'none',
    stateOf: async () => 'running',
    close: () => {},
    ...changes,
  };
  const writer: ImageWriter = {
    ...perfect,
    'create image': async (one) => {
      sent.push(`create ${one.name}`);
      asked.push(one);
      return perfect['create image'](one);
    },
    'delete image': async (one) => {
      sent.push(`deregister ${one.snapshotId}`);
      return perfect['delete image'](one);
    },
    'delete one': async (one) => {
      sent.push(`delete ${one.snapshotId}`);
      return perfect['delete one'](one);
    },
    named: async (name, prefix) => {
      sent.push(`look ${name}`);
      return perfect.named(name, prefix);
    },
  };
  return { writer, sent, asked };
}

/** Answers one after the other, then as if all were well. */
function answers<T>(...replies: Reply<T>[]): () => Promise<Reply<T | undefined>> {
  return async () => replies.shift() ?? refused('NoMoreAnswers');
}

function told(outcomes: readonly Outcome[]): string[] {
  return outcomes.map((one) => {
    const what = one.kind === 'delete' ? one.snapshotId : one.volumeId;
    const made = one.kind === 'create' && one.status === 'done' ? ` ${one.snapshotId}` : '';
    const why = one.status === 'failed' ? ` ${one.code}` : 'because' in one ? `: ${one.because}` : '';
    return `${one.kind} ${what} ${one.status}${made}${why}`;
  });
}

async function carriedOut(
  plan: Pick<ImagePlan, 'creates' | 'deletes'>,
  { writer, sent, asked }: ReturnType<typeof perfectWriter>,
  time: Clock = clock,
) {
  return { told: told(await carryOutImages(plan, writer, time, later)), sent, asked };
}

describe('the order of a server', () => {
  test('failed images first, then the new one, then what is left over, and what retention lets go', async () => {
    const plan = planOf(
      deleteImage('ami-old'),
      leftOver('snap-left'),
      deleteImage('ami-broken', 'failed'),
      createImage(),
    );
    expect((await carriedOut(plan, perfectWriter())).sent).toEqual([
      'deregister ami-broken',
      `create ${SLOT}`,
      'delete snap-left',
      'deregister ami-old',
    ]);
  });

  test('a failed snapshot of an image goes after that image, and before the new one', async () => {
    const plan = planOf(
      { ...leftOver('snap-failed'), failed: true },
      createImage(),
      deleteImage('ami-broken', 'failed'),
    );
    expect((await carriedOut(plan, perfectWriter())).sent).toEqual([
      'deregister ami-broken',
      'delete snap-failed',
      `create ${SLOT}`,
    ]);
  });

  test('where what is left over cannot be deleted, no further image leaves more', async () => {
    const plan = planOf(deleteImage('ami-old'), leftOver('snap-left'));
    const world = perfectWriter({ 'delete one': async () => refused('UnauthorizedOperation') });
    expect((await carriedOut(plan, world)).told).toEqual([
      'delete snap-left failed UnauthorizedOperation',
      'delete ami-old skipped: snap-left before it could not be deleted',
    ]);
  });

  test.for<[string, Reply<string>]>([
    ['was refused', refused('UnauthorizedOperation')],
    ['never got an answer', unclear],
    ['was made by another run', taken],
  ])('RA-7 a server whose image %s loses none, nor any left-over', async ([, reply]) => {
    const plan = planOf(createImage(), deleteImage('ami-old'), leftOver('snap-left'));
    const world = perfectWriter({ 'create image': async () => reply });
    const { told: outcomes, sent } = await carriedOut(plan, world);
    expect(sent.filter((call) => call.startsWith('de'))).toEqual([]);
    expect(outcomes.slice(1)).toEqual([
      'delete snap-left skipped: its instance got no new image in this run',
      'delete ami-old skipped: its instance got no new image in this run',
    ]);
  });

  test('deregistrations end at the first that fails, other servers go on', async () => {
    const plan = planOf(deleteImage('ami-1'), deleteImage('ami-2'), deleteImage('ami-3', 'expired', 'i-2'));
    const world = perfectWriter({
      'delete image': async ({ snapshotId }) =>
        snapshotId === 'ami-1' ? refused('UnauthorizedOperation') : done,
    });
    expect((await carriedOut(plan, world)).told.toSorted()).toEqual([
      'delete ami-1 failed UnauthorizedOperation',
      'delete ami-2 skipped: ami-1 before it could not be deleted',
      'delete ami-3 done',
    ]);
  });

  test('what AWS keeps, and what is gone, stops nothing', async () => {
    const plan = planOf(deleteImage('ami-1'), deleteImage('ami-2'), deleteImage('ami-3'));
    const world = perfectWriter({
      'delete image': async ({ snapshotId }) =>
        snapshotId === 'ami-1'
          ? { kind: 'held', because: 'protected' }
          : snapshotId === 'ami-2'
            ? { kind: 'gone' }
            : done,
    });
    expect((await carriedOut(plan, world)).told).toEqual([
      'delete ami-1 held: protected',
      'delete ami-2 gone',
      'delete ami-3 done',
    ]);
  });

  test('a deregistration without a clear answer is asked again: twice is once', async () => {
    const replies: Awaited<ReturnType<ImageWriter['delete image']>>[] = [unclear, unclear, { kind: 'gone' }];
    const world = perfectWriter({ 'delete image': async () => replies.shift() ?? done });
    const { told: outcomes, sent } = await carriedOut(planOf(deleteImage('ami-1')), world);
    expect([outcomes, sent.length]).toEqual([['delete ami-1 gone'], 3]);
  });

  test('after the time is up nothing is sent and everything is told', async () => {
    const { writer, sent } = perfectWriter();
    const plan = planOf(createImage(), deleteImage('ami-old'), deleteImage('ami-2', 'expired', 'i-2'));
    expect(told(await carryOutImages(plan, writer, clock, noon)).toSorted()).toEqual([
      'create i-1 skipped: out of time',
      'delete ami-2 skipped: out of time',
      'delete ami-old skipped: its instance got no new image in this run',
    ]);
    expect(sent).toEqual([]);
  });
});

describe('an answer that is not clear', () => {
  test('where the image is there, it is done, and nothing is sent twice', async () => {
    const world = perfectWriter({ 'create image': async () => unclear, named: async () => image() });
    const { told: outcomes, sent } = await carriedOut(planOf(createImage(), deleteImage('ami-old')), world);
    expect(outcomes).toEqual(['create i-1 done ami-there', 'delete ami-old done']);
    expect(sent).toEqual([`create ${SLOT}`, `look ${SLOT}`, 'deregister ami-old']);
  });

  test('where it is not there, the same name is sent again', async () => {
    const world = perfectWriter({
      'create image': answers<string>(unclear, { kind: 'done', value: 'ami-2' }),
    });
    const { told: outcomes, sent } = await carriedOut(planOf(createImage()), world);
    expect(outcomes).toEqual(['create i-1 done ami-2']);
    expect(sent).toEqual([`create ${SLOT}`, `look ${SLOT}`, `create ${SLOT}`]);
  });

  test('where it is listed only later, AWS refuses the second, and it counts as made', async () => {
    const listed: (NamedImage | 'none')[] = ['none', image()];
    const world = perfectWriter({
      'create image': answers<string>(unclear, taken),
      named: async () => listed.shift(),
    });
    expect((await carriedOut(planOf(createImage()), world)).told).toEqual(['create i-1 done ami-there']);
  });

  test('a person’s own image is known again by its pin and its time', async () => {
    const world = perfectWriter({
      'create image': async () => unclear,
      named: async () => image({ tags: PINNED }),
    });
    expect((await carriedOut(planOf(createImage({ tags: PINNED })), world)).told).toEqual([
      'create i-1 done ami-there',
    ]);
  });

  test('an image of another run that is there meanwhile serves the slot', async () => {
    const other = image({ tags: { autosnap_at: '2026-01-01T11:00:00Z' } });
    const world = perfectWriter({ 'create image': async () => unclear, named: async () => other });
    expect((await carriedOut(planOf(createImage()), world)).told).toEqual([
      'create i-1 skipped: another run made an image of it at the same time: ami-there',
    ]);
  });

  test.for<[string, ImageWriter['named'], number]>([
    ['again and again', async () => 'none', 3],
    ['and none to the look', async () => undefined, 1],
  ])('%s: it fails, and the next run looks', async ([, named, calls]) => {
    const world = perfectWriter({ 'create image': async () => unclear, named });
    const { told: outcomes, asked } = await carriedOut(planOf(createImage()), world);
    expect([outcomes, asked.length]).toEqual([['create i-1 failed ECONNRESET'], calls]);
  });

  test('an answer that names no image confirms none', async () => {
    const world = perfectWriter({ 'create image': async () => ({ kind: 'done', value: undefined }) });
    expect((await carriedOut(planOf(createImage()), world)).told).toEqual([
      'create i-1 failed NoImageInAnswer',
    ]);
  });
});

describe('a name that is taken', () => {
  test('RA-13 by an image of ours: another run made it, and no second one is made', async () => {
    const world = perfectWriter({ 'create image': async () => taken, named: async () => image() });
    const { told: outcomes, asked } = await carriedOut(planOf(createImage()), world);
    expect([outcomes, asked.length]).toEqual([
      ['create i-1 skipped: another run made an image of it at the same time: ami-there'],
      1,
    ]);
  });

  test('by an image that AWS does not list: the next run looks, and no second one is made', async () => {
    const { told: outcomes, asked } = await carriedOut(
      planOf(createImage()),
      perfectWriter({ 'create image': async () => taken }),
    );
    expect([outcomes, asked.length]).toEqual([
      ['create i-1 skipped: InvalidAMIName.Duplicate: is in use; AWS lists none, so the next run looks'],
      1,
    ]);
  });

  test.for<[string, Partial<NamedImage>]>([
    ['RA-8 that failed', { state: 'failed' }],
    ['RA-3 of others', { isOurs: false, state: 'available' }],
  ])('by an image %s: the next name is taken, on its snapshots, too', async ([, found]) => {
    const world = perfectWriter({
      'create image': answers<string>(taken, { kind: 'done', value: 'ami-2' }),
      named: async () => image(found),
    });
    const plan = planOf(createImage({ withFewer: [{ tags: {}, snapshotTags: {} }] }));
    const { told: outcomes, asked } = await carriedOut(plan, world);
    expect(outcomes).toEqual(['create i-1 done ami-2']);
    const snapshotTags = { autosnap_image_snapshot: `${SLOT}-2` };
    expect(asked[1]).toMatchObject({ name: `${SLOT}-2`, snapshotTags, withFewer: [{ snapshotTags }] });
  });

  test('a person who takes one gets one, also where the slot is served', async () => {
    const world = perfectWriter({
      'create image': answers<string>(taken, { kind: 'done', value: 'ami-2' }),
      named: async () => image(),
    });
    const { told: outcomes, asked } = await carriedOut(planOf(createImage({ tags: PINNED })), world);
    expect([outcomes, asked[1]?.name]).toEqual([['create i-1 done ami-2'], `${SLOT}-2`]);
  });

  test('nine names are tried', async () => {
    const world = perfectWriter({
      'create image': async () => taken,
      named: async () => image({ isOurs: false }),
    });
    const { told: outcomes, asked } = await carriedOut(planOf(createImage()), world);
    expect([outcomes, asked.length]).toEqual([['create i-1 failed NoNameLeft'], 9]);
    expect(asked.at(-1)?.name).toBe(`${SLOT}-9`);
  });
});

describe('a refusal', () => {
  test('of a tag: it is left out, in the image and its snapshots, and told', async () => {
    const fewer = { tags: { snapshot_tool: 'autosnap' }, snapshotTags: { autosnap_image_snapshot: SLOT } };
    const { writer, asked } = perfectWriter({
      'create image': answers<string>(refused('TagPolicyViolation'), { kind: 'done', value: 'ami-2' }),
    });
    const plan = planOf(createImage({ withFewer: [fewer] }));
    expect(await carryOutImages(plan, writer, clock, later)).toEqual([
      {
        kind: 'create',
        status: 'done',
        volumeId: 'i-1',
        snapshotId: 'ami-2',
        tagsRefused: 'TagPolicyViolation: no',
      },
    ]);
    expect(asked[1]).toMatchObject(fewer);
  });

  test.for(['SnapshotCreationPerVolumeRateExceeded', 'ConcurrentSnapshotLimitExceeded'])(
    'that time cures is waited for, and never a failure: %s',
    async (code) => {
      const world = perfectWriter({
        'create image': answers<string>(refused(code), refused(code), { kind: 'done', value: 'ami-2' }),
      });
      const time = patientClock();
      expect((await carriedOut(planOf(createImage()), world, time)).told).toEqual(['create i-1 done ami-2']);
      expect(time.now().getTime() - noon.getTime()).toBe(30_000);

      const never = perfectWriter({ 'create image': async () => refused(code) });
      expect((await carriedOut(planOf(createImage()), never, patientClock())).told).toEqual([
        `create i-1 skipped: ${code}: no`,
      ]);
    },
  );

  test.for<[string, string | undefined, string]>([
    ['InvalidInstanceID.NotFound', 'running', 'gone: InvalidInstanceID.NotFound: no'],
    ['IncorrectInstanceState', 'terminated', 'gone: IncorrectInstanceState: no'],
    ['IncorrectState', 'shutting-down', 'gone: IncorrectState: no'],
    ['IncorrectState', 'gone', 'gone: IncorrectState: no'],
    ['IncorrectState', 'stopping', 'skipped: IncorrectState: no'],
    ['IncorrectState', 'pending', 'skipped: IncorrectState: no'],
    ['IncorrectState', 'running', 'failed IncorrectState'],
    ['IncorrectState', undefined, 'failed IncorrectState'],
    ['InvalidParameterValue', 'terminated', 'failed InvalidParameterValue'],
  ])('W04 %s of an instance that is %s: %s', async ([code, state, said]) => {
    const world = perfectWriter({
      'create image': async () => refused(code),
      stateOf: async () => state,
    });
    const { told: outcomes, sent } = await carriedOut(planOf(createImage(), deleteImage('ami-old')), world);
    expect(outcomes[0]).toBe(`create i-1 ${said}`);
    expect(outcomes).toHaveLength(said.startsWith('gone') ? 1 : 2);
    expect(sent).toEqual([`create ${SLOT}`]);
  });

  test.for(['AMIQuotaExceeded', 'ResourceLimitExceeded', 'PendingSnapshotLimitExceeded'])(
    'because the region is full leaves the others for the next run: %s',
    async (code) => {
      const creates = Array.from({ length: 60 }, (_, index) => createImage({ volumeId: `i-${index}` }));
      const world = perfectWriter({ 'create image': async () => refused(code) });
      const { told: outcomes, asked } = await carriedOut(planOf(...creates), world);
      expect(outcomes).toHaveLength(60);
      expect(asked.length).toBeLessThan(10);
      expect(outcomes.at(-1)).toBe(`create i-59 skipped: ${code}: no`);
    },
  );
});
