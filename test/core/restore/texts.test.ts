import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shellWords } from '../../../lambda/core/grammar/commandText.ts';
import { wrappedText } from '../../../lambda/core/report/told.ts';
import {
  attachLines,
  deleteWithInstanceLine,
  undoLines,
} from '../../../lambda/core/restore/told/awsLines.ts';
import { type RestoreOrder, restoreLine } from '../../../lambda/core/restore/asked/order.ts';
import type { DiskOutcome } from '../../../lambda/core/restore/outcome.ts';
import { outcomeText } from '../../../lambda/core/restore/told/outcomeText.ts';
import {
  durationText,
  restorePlanText,
  restoreQuestion,
} from '../../../lambda/core/restore/told/planText.ts';
import { refusalText } from '../../../lambda/core/restore/told/refusalText.ts';
import { remedyOf } from '../../../lambda/core/restore/told/remedy.ts';
import type { RestorePlan } from '../../../lambda/core/restore/restorePlan.ts';
import { at, UTC } from '../fixtures.ts';
import {
  type Asked,
  begun,
  changed,
  DATA,
  disk,
  GONE,
  host,
  LOGS,
  LOST,
  order,
  planned,
  refusals,
  ROOT,
  set,
  single,
  withoutMap,
  ZONES,
} from './restoring.ts';

const IN_PLACE = { kind: 'in place' } as const;
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

function atEighty(lines: readonly string[]): string {
  return wrappedText(lines.join('\n'), 80);
}

function planText(asked: Asked = {}): string {
  return atEighty(restorePlanText(planned(asked), { now: at('03-10T14:00'), zone: UTC }));
}

describe('what a person says yes or no to', () => {
  test.for<[string, Asked, string]>([
    ['beside', { found: GONE }, 'Make 3 volumes of web with the data of 2026-03-10 05:00 UTC?'],
    [
      'in place of a data disk',
      { order: { mode: IN_PLACE, only: ['/dev/sdf'] }, facts: { server: host() } },
      'Make 1 volume of web with the data of 2026-03-10 05:00 UTC, and exchange 1 on web (i-web)?',
    ],
    [
      'in place of the root of a running instance',
      { order: { mode: IN_PLACE, only: ['/dev/xvda'] }, facts: { server: host({ state: 'running' }) } },
      'Make 1 volume of web with the data of 2026-03-10 05:00 UTC, and RESTART web (i-web) with the new root?',
    ],
  ])('%s', ([, asked, question]) => {
    expect(restoreQuestion(planned(asked), { now: at('03-10T14:00'), zone: UTC })).toBe(question);
  });
});

test('a default policy schedules what is beside, too', () => {
  const defaultPolicy = { frequency: '1', retain: '7' };
  const lines = restorePlanText(planned({ found: GONE }), {
    now: at('03-10T14:00'),
    zone: UTC,
    defaultPolicy,
  });
  expect(lines.at(-1)).toBe(
    'The new volumes are attached to nothing, and only the default policy schedules snapshots of them. Nothing else changes.',
  );
});

describe('the plan as it is read before it is carried out', () => {
  test('a server that is lost, beside', () => {
    expect(planText({ found: GONE })).toMatchInlineSnapshot(`
      "Restore the instance web (i-web) in eu-west-1
      with the data of 2026-03-10 05:00 UTC (9 h ago), all disks of one instant

      + volume 8 GiB gp3 3000 IOPS 125 MiB/s in eu-west-1a, was /dev/xvda (root)
          from snap-03-10-root of vol-root
          size from the snapshot; type, IOPS, MiB/s, zone as its tags remember

      + volume 100 GiB gp3 3000 IOPS 125 MiB/s in eu-west-1a, was /dev/sdf
          from snap-03-10-data of vol-data
          size from the snapshot; type, IOPS, MiB/s, zone as its tags remember

      + volume 500 GiB st1 in eu-west-1a, was /dev/sdg
          from snap-03-10-logs of vol-logs
          size from the snapshot; type, zone as its tags remember

      3 volumes, 608 GiB: about $31.14 a month (list price in us-east-1; other regions
          differ).
      A new volume can be used after about a minute. Each block is loaded when it is
          first read, which is slow; --rate 300 loads all of them at 300 MiB/s, for a
          charge.
      The new volumes are attached to nothing, and no snapshots of them are scheduled.
          Nothing else changes."
    `);
  });

  test('in place of the disks of a stopped instance', () => {
    expect(
      planText({ order: { mode: IN_PLACE, only: ['/dev/sdf'] }, facts: { server: host() } }),
    ).toMatchInlineSnapshot(`
      "Restore the instance web (i-web) in eu-west-1
      with the data of 2026-03-10 05:00 UTC (9 h ago)

      + volume 100 GiB gp3 3000 IOPS 125 MiB/s in eu-west-1a, /dev/sdf
          from snap-03-10-data of vol-data
          size from the snapshot; type, IOPS, MiB/s as its tags remember; zone from
              the instance
          in place of vol-data, which is detached and stays

      1 volume, 100 GiB: about $8.00 a month (list price in us-east-1; other regions
          differ).
      A new volume can be used after about a minute. Each block is loaded when it is
          first read, which is slow; --rate 300 loads all of them at 300 MiB/s, for a
          charge.
      The new volume is attached to i-web in place of the old, with the same schedule
          tags. The old one stays, detached, and no more snapshots are taken of it."
    `);
  });

  test('the root of a running instance, encrypted and loaded at a rate', () => {
    const sources = set('03-10').map((one) => changed(one, { isEncrypted: true, keyArn: KEY }));
    const asked = { only: ['/dev/xvda'], mode: IN_PLACE, wished: { rate: 300 } };
    expect(
      planText({ sources, order: asked, facts: { server: host({ state: 'running' }) } }),
    ).toMatchInlineSnapshot(`
      "Restore the instance web (i-web) in eu-west-1
      with the data of 2026-03-10 05:00 UTC (9 h ago)

      + volume 8 GiB gp3 3000 IOPS 125 MiB/s in eu-west-1a, /dev/xvda (root)
          from snap-03-10-root of vol-root
          size from the snapshot; type, IOPS, MiB/s as its tags remember; zone from
              the instance
          encrypted with
              arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab,
              from the snapshot
          in place of vol-root, which is detached and stays

      1 volume, 8 GiB: about $0.64 a month (list price in us-east-1; other regions
          differ).
      AWS loads all blocks in about 28 s at 300 MiB/s, and charges for it by the GiB.
      The new volume is attached to i-web in place of the old, with the same schedule
          tags. The old one stays, detached, and no more snapshots are taken of it.
      AWS RESTARTS i-web, and what is only in its memory is lost."
    `);
  });

  test('attached to another instance, without the disk that was not taken with the others', () => {
    const sources = [...set('03-10', [DATA, LOGS]), single('03-09', ROOT), single('03-10T06:00', DATA)];
    const server = host({ id: 'i-new', attached: [] });
    expect(
      planText({ sources, order: { mode: { kind: 'attach', instance: 'i-new' } }, facts: { server } }),
    ).toMatchInlineSnapshot(`
      "Restore the instance web (i-web) in eu-west-1
      with the data of 2026-03-10 05:00 UTC (9 h ago), all disks of one instant

      + volume 100 GiB gp3 3000 IOPS 125 MiB/s in eu-west-1a, /dev/sdf
          from snap-03-10-data of vol-data
          size from the snapshot; type, IOPS, MiB/s as its tags remember; zone from
              the instance

      + volume 500 GiB st1 in eu-west-1a, /dev/sdg
          from snap-03-10-logs of vol-logs
          size from the snapshot; type as its tags remember; zone from the instance

      Not restored:
        /dev/xvda (vol-root): not taken with the others; the volume still exists; its
            newest snapshot is of 2026-03-09 05:00 UTC; to restore it, too:
          aws-snapper restore snap-03-09-root --region eu-west-1

      There are newer snapshots of single disks, the last of 2026-03-10 06:00;
          --partial takes each disk from its own newest.

      2 volumes, 600 GiB: about $30.50 a month (list price in us-east-1; other regions
          differ).
      A new volume can be used after about a minute. Each block is loaded when it is
          first read, which is slow; --rate 300 loads all of them at 300 MiB/s, for a
          charge.
      The new volumes are attached to i-new, with the same device names. A schedule of
          i-new also covers them. Nothing else changes."
    `);
  });

  test('of several times, one of them made before', () => {
    const sources = [single('03-10', DATA), single('03-09', ROOT)];
    const facts = { begun: [begun('snap-03-09-root')], notes: ['The keys could not be looked up.'] };
    expect(planText({ sources, order: { extent: 'partial' }, facts })).toMatchInlineSnapshot(`
      "Restore the instance web (i-web) in eu-west-1
      with the data of several times, the last 2026-03-10 05:00 UTC (9 h ago). This is
          NOT one instant.

      = volume vol-of-snap-03-09-root, made by this restore before: 8 GiB gp3 3000
          IOPS 125 MiB/s in eu-west-1a, was /dev/xvda (root)
          from snap-03-09-root of 2026-03-09 05:00 (33 h ago) of vol-root
          size from the snapshot; type, IOPS, MiB/s, zone as its tags remember

      + volume 100 GiB gp3 3000 IOPS 125 MiB/s in eu-west-1a, was /dev/sdf
          from snap-03-10-data of 2026-03-10 05:00 (9 h ago) of vol-data
          size from the snapshot; type, IOPS, MiB/s, zone as its tags remember

      Not restored:
        /dev/sdg (vol-…logs): it has no snapshot that can be restored

      The keys could not be looked up.

      2 volumes, 108 GiB: about $8.64 a month (list price in us-east-1; other regions
          differ).
      A new volume can be used after about a minute. Each block is loaded when it is
          first read, which is slow; --rate 300 loads all of them at 300 MiB/s, for a
          charge.
      The new volumes are attached to nothing, and no snapshots of them are scheduled.
          Nothing else changes."
    `);
  });

  test('a volume that is gone and whose snapshot remembers nothing', () => {
    const found = { kind: 'vanished volume', volumeId: 'vol-data', inventory: LOST } as const;
    const asked = { wished: { zone: 'eu-west-1b' } };
    expect(
      planText({ sources: [withoutMap(single('03-10', DATA))], order: asked, found }),
    ).toMatchInlineSnapshot(`
      "Restore the volume vol-data in eu-west-1
      with the data of 2026-03-10 05:00 UTC (9 h ago)

      + volume 100 GiB gp3 in eu-west-1b
          from snap-03-10-data of vol-data
          size from the snapshot; type by default, because the snapshot remembers
              none; zone from your options

      1 volume, 100 GiB: about $8.00 a month (list price in us-east-1; other regions
          differ).
      A new volume can be used after about a minute. Each block is loaded when it is
          first read, which is slow; --rate 300 loads all of them at 300 MiB/s, for a
          charge.
      The new volume is attached to nothing, and no snapshots of it are scheduled.
          Nothing else changes."
    `);
  });

  test('Multi-Attach is told', () => {
    const shared = disk('data', '/dev/sdf', {
      type: 'io2',
      disk: { ...DATA.disk, throughput: undefined, isMultiAttach: true },
    });
    expect(planText({ sources: set('03-10', [shared, ROOT], { attached: [shared, ROOT] }) })).toContain(
      '+ volume 8 GiB io2 3000 IOPS Multi-Attach in eu-west-1a, was /dev/sdf',
    );
  });
});

test.for([
  [1, '1 s'],
  [34.2, '35 s'],
  [99, '99 s'],
  [100, '2 min'],
  [3480, '58 min'],
  [5940, '99 min'],
  [6000, '1 h 40 min'],
  [7200, '2 h'],
] as const)('%d seconds are %s', ([seconds, text]) => {
  expect(durationText(seconds)).toBe(text);
});

/** What became of a disk, beside its snapshot. */
type Ended = DiskOutcome extends infer One
  ? One extends DiskOutcome
    ? Omit<One, 'snapshotId'>
    : never
  : never;

function outcomes(plan: RestorePlan, change: Readonly<Record<string, Ended>>): DiskOutcome[] {
  return plan.disks.map(({ snapshotId, volumeId }): DiskOutcome => {
    const done: Ended = { status: 'done', volumeId: volumeId.replace('vol-', 'vol-new-') };
    return { snapshotId, ...(change[volumeId] ?? done) };
  });
}

function outcome(asked: Asked, change: Readonly<Record<string, Ended>> = {}): string {
  const plan = planned(asked);
  const done = {
    order: order(asked.order),
    plan,
    outcomes: outcomes(plan, change),
    zones: ZONES,
    prefix: 'autosnap',
  };
  return atEighty(outcomeText(done));
}

const NO_ROOM = {
  status: 'failed',
  volumeId: undefined,
  code: 'InsufficientVolumeCapacity',
  message: 'There is no room.',
} as const;

describe('what was restored', () => {
  test('all, beside', () => {
    expect(outcome({ found: GONE, order: { only: ['/dev/xvda', '/dev/sdf'] } })).toMatchInlineSnapshot(`
      "Restored 2 of 2 volumes. This restore is 20260310T050000Z-0123abcd.
        vol-new-root from snap-03-10-root
        vol-new-data from snap-03-10-data

      To attach, with the id of your instance in place of INSTANCE, and a device name
          that is free there:
        aws ec2 attach-volume --region eu-west-1 --volume-id vol-new-root \\
            --instance-id INSTANCE --device /dev/xvda
        aws ec2 attach-volume --region eu-west-1 --volume-id vol-new-data \\
            --instance-id INSTANCE --device /dev/sdf
      To schedule snapshots of a new volume:
        aws-snapper enable vol-new-root --every 1 --retain 7 --region eu-west-1"
    `);
  });

  test('in place of the disks of a stopped instance', () => {
    const asked = { order: { mode: IN_PLACE, only: ['/dev/xvda', '/dev/sdf'] }, facts: { server: host() } };
    expect(outcome(asked)).toMatchInlineSnapshot(`
      "Restored 2 of 2 volumes. This restore is 20260310T050000Z-0123abcd.
        vol-new-root from snap-03-10-root, i-web /dev/xvda, in place of vol-root
        vol-new-data from snap-03-10-data, i-web /dev/sdf, in place of vol-data

      To start the instance:
        aws ec2 start-instances --region eu-west-1 --instance-ids i-web
      The new volumes stay when the instance is terminated. To have them deleted with
          it, as before:
        aws ec2 modify-instance-attribute --region eu-west-1 --instance-id i-web \\
            --block-device-mappings \\
            '[{"DeviceName":"/dev/xvda","Ebs":{"DeleteOnTermination":true}}]'
      To undo this restore; nothing is deleted:
        aws ec2 stop-instances --region eu-west-1 --instance-ids i-web
        aws ec2 wait instance-stopped --region eu-west-1 --instance-ids i-web
        aws ec2 detach-volume --region eu-west-1 --volume-id vol-new-root
        aws ec2 wait volume-available --region eu-west-1 --volume-ids vol-new-root
        aws ec2 attach-volume --region eu-west-1 --volume-id vol-root --instance-id \\
            i-web --device /dev/xvda && aws ec2 delete-tags --region eu-west-1 \\
            --resources vol-root --tags Key=autosnap_replaced Key=autosnap_ignore && \\
            aws ec2 create-tags --region eu-west-1 --resources vol-new-root --tags \\
            Key=autosnap_ignore,Value=yes
        aws ec2 detach-volume --region eu-west-1 --volume-id vol-new-data
        aws ec2 wait volume-available --region eu-west-1 --volume-ids vol-new-data
        aws ec2 attach-volume --region eu-west-1 --volume-id vol-data --instance-id \\
            i-web --device /dev/sdf && aws ec2 delete-tags --region eu-west-1 \\
            --resources vol-data --tags Key=autosnap_replaced Key=autosnap_ignore && \\
            aws ec2 create-tags --region eu-west-1 --resources vol-new-data --tags \\
            Key=autosnap_ignore,Value=yes
        aws ec2 wait volume-in-use --region eu-west-1 --volume-ids vol-root vol-data
        aws ec2 modify-instance-attribute --region eu-west-1 --instance-id i-web \\
            --block-device-mappings \\
            '[{"DeviceName":"/dev/xvda","Ebs":{"DeleteOnTermination":true}}]'
        aws ec2 start-instances --region eu-west-1 --instance-ids i-web"
    `);
  });

  test('the root of a running instance', () => {
    const asked = {
      order: { mode: IN_PLACE, only: ['/dev/xvda'] },
      facts: { server: host({ state: 'running' }) },
    };
    expect(outcome(asked)).toMatchInlineSnapshot(`
      "Restored 1 of 1 volume. This restore is 20260310T050000Z-0123abcd.
        vol-new-root from snap-03-10-root, i-web /dev/xvda, in place of vol-root

      The new volumes stay when the instance is terminated. To have them deleted with
          it, as before:
        aws ec2 modify-instance-attribute --region eu-west-1 --instance-id i-web \\
            --block-device-mappings \\
            '[{"DeviceName":"/dev/xvda","Ebs":{"DeleteOnTermination":true}}]'
      To undo this restore; nothing is deleted:
        aws ec2 stop-instances --region eu-west-1 --instance-ids i-web
        aws ec2 wait instance-stopped --region eu-west-1 --instance-ids i-web
        aws ec2 detach-volume --region eu-west-1 --volume-id vol-new-root
        aws ec2 wait volume-available --region eu-west-1 --volume-ids vol-new-root
        aws ec2 attach-volume --region eu-west-1 --volume-id vol-root --instance-id \\
            i-web --device /dev/xvda && aws ec2 delete-tags --region eu-west-1 \\
            --resources vol-root --tags Key=autosnap_replaced Key=autosnap_ignore && \\
            aws ec2 create-tags --region eu-west-1 --resources vol-new-root --tags \\
            Key=autosnap_ignore,Value=yes
        aws ec2 wait volume-in-use --region eu-west-1 --volume-ids vol-root
        aws ec2 modify-instance-attribute --region eu-west-1 --instance-id i-web \\
            --block-device-mappings \\
            '[{"DeviceName":"/dev/xvda","Ebs":{"DeleteOnTermination":true}}]'
        aws ec2 start-instances --region eu-west-1 --instance-ids i-web"
    `);
  });

  test('attached, and deleted with it before', () => {
    const server = host({ id: 'i-new', attached: [] });
    expect(
      outcome({
        order: { mode: { kind: 'attach', instance: 'i-new' }, only: ['/dev/xvda'] },
        facts: { server },
      }),
    ).toMatchInlineSnapshot(`
      "Restored 1 of 1 volume. This restore is 20260310T050000Z-0123abcd.
        vol-new-root from snap-03-10-root, i-new /dev/xvda

      To start the instance:
        aws ec2 start-instances --region eu-west-1 --instance-ids i-new
      The new volumes stay when the instance is terminated. To have them deleted with
          it, as before:
        aws ec2 modify-instance-attribute --region eu-west-1 --instance-id i-new \\
            --block-device-mappings \\
            '[{"DeviceName":"/dev/xvda","Ebs":{"DeleteOnTermination":true}}]'"
    `);
  });

  test('some, and how to go on', () => {
    const broken = { status: 'interrupted', volumeId: 'vol-x' } as const;
    expect(outcome({}, { 'vol-data': NO_ROOM, 'vol-logs': broken })).toMatchInlineSnapshot(`
      "Restored 1 of 3 volumes. This restore is 20260310T050000Z-0123abcd.
        vol-new-root from snap-03-10-root
        /dev/sdf FAILED: InsufficientVolumeCapacity: There is no room.
          repeat the command later, or restore it alone with another type: --only
              /dev/sdf --type gp2 (or io2), or all disks in another zone: --zone
              eu-west-1b (or eu-west-1c)
        /dev/sdg: interrupted (vol-x exists and stays)
      To continue; volumes that exist are not made again:
        aws-snapper restore web --resume 20260310T050000Z-0123abcd --region eu-west-1

      To attach, with the id of your instance in place of INSTANCE, and a device name
          that is free there:
        aws ec2 attach-volume --region eu-west-1 --volume-id vol-new-root \\
            --instance-id INSTANCE --device /dev/xvda
      To schedule snapshots of a new volume:
        aws-snapper enable vol-new-root --every 1 --retain 7 --region eu-west-1"
    `);
  });

  test('an instance whose disks are of different times is not to be started', () => {
    const asked = { order: { mode: IN_PLACE }, facts: { server: host() } };
    const text = outcome(asked, { 'vol-logs': { status: 'interrupted', volumeId: undefined } });
    expect(text).toContain('Do not start i-web yet: its disks are of different times now.');
    expect(text).not.toContain('start-instances');
  });

  test('an instance that lacks one of its disks is not to be started', () => {
    const server = host({ id: 'i-new', attached: [] });
    const asked = { order: { mode: { kind: 'attach' as const, instance: 'i-new' } }, facts: { server } };
    const text = outcome(asked, { 'vol-logs': { status: 'interrupted', volumeId: undefined } });
    expect(text).toContain('Do not start i-new yet: not all its disks are attached.');
    expect(text).not.toContain('start-instances');
  });

  test('nothing', () => {
    const asked = { order: { only: ['/dev/sdf'] } };
    expect(
      outcome(asked, { 'vol-data': { ...NO_ROOM, code: 'UnauthorizedOperation' } }),
    ).toMatchInlineSnapshot(`
      "Restored 0 of 1 volume. This restore is 20260310T050000Z-0123abcd.
        /dev/sdf FAILED: UnauthorizedOperation: There is no room.
          iam-restore-policy.json has the rights that a restore needs
      To continue; volumes that exist are not made again:
        aws-snapper restore web --only /dev/sdf --resume 20260310T050000Z-0123abcd \\
            --region eu-west-1"
    `);
  });

  test('a refusal', () => {
    expect(atEighty(refusalText(refusals({ sources: set('03-10').slice(1) })))).toMatchInlineSnapshot(`
      "Refused: no complete set of "web" can be restored (the newest: /dev/xvda: its
          snapshot is gone); --partial takes each disk from its own newest snapshot,
          which is not one instant
        aws-snapper restore web --partial --region eu-west-1
      Nothing was made, and nothing was changed."
    `);
  });
});

describe('a remedy', () => {
  const [root, data, logs] = planned().disks;
  if (root === undefined || data === undefined || logs === undefined) throw new Error('three are planned');
  const beside = { mode: { kind: 'beside' }, zones: ZONES } as const;

  test.for([
    [root, 'restore it alone with another type: --only /dev/xvda --type gp2 (or io2)'],
    [data, 'restore it alone with another type: --only /dev/sdf --type gp2 (or io2)'],
    [logs, 'restore it alone with another type: --only /dev/sdg --type gp3 (or gp2)'],
    [{ ...logs, type: data.type, sizeGiB: { value: 65_536, from: 'snapshot' } }, 'ask AWS Support'],
  ] as const)('another type that the disk can be of: %#', ([one, remedy]) => {
    expect(remedyOf('UnknownVolumeType', one, beside)).toBe(remedy);
  });

  test('no other zone where it is attached', () => {
    const attached = { ...beside, mode: { kind: 'attach', instanceId: 'i-1', state: 'running' } } as const;
    expect(remedyOf('InsufficientVolumeCapacity', data, attached)).not.toContain('--zone');
    expect(remedyOf('InsufficientVolumeCapacity', data, beside)).toContain(
      '--zone eu-west-1b (or eu-west-1c)',
    );
    expect(remedyOf('InsufficientVolumeCapacity', data, { ...beside, zones: [] })).not.toContain('--zone');
  });

  test.for(['VolumeLimitExceeded', 'MaxIOPSLimitExceeded', 'MaxStorageLimitExceeded'])('%s', (code) => {
    expect(remedyOf(code, data, beside)).toMatch(/ raise it in Service Quotas and repeat the command, or /);
  });

  test.for(['InternalError', 'constructor', 'toString'])('there is none for %s', (code) => {
    expect(remedyOf(code, data, beside)).toBeUndefined();
  });
});

/** The words that a shell makes of a line. */
function words(line: string): string[] {
  return shellWords(line).map((word) =>
    word.replaceAll(/'([^']*)'|\\(.)/gs, (_, quoted?: string, plain?: string) => quoted ?? plain ?? ''),
  );
}

const odd = fc.oneof(
  fc.constantFrom("it's", '$(reboot)', '`x`', 'a b', '"', ';', '\\', "'", '--', '*', '数据'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
);

function pair(flag: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [`--${flag}`, String(value)];
}

/** A line can have several, each of which waits for the success of the one before. */
function commandsOf(all: readonly string[]): (readonly string[])[] {
  const end = all.indexOf('&&');
  return end < 0 ? [all] : [all.slice(0, end), ...commandsOf(all.slice(end + 1))];
}

describe('lines to be copied', () => {
  test('an order reads back', () => {
    const number = fc.option(fc.nat(70_000), { nil: undefined });
    const text = fc.option(odd, { nil: undefined });
    const anOrder = fc.record({
      name: odd,
      at: fc.option(
        odd.map((one) => ({ text: one, instant: at('03-10') })),
        { nil: undefined },
      ),
      only: fc.array(odd, { maxLength: 3 }),
      extent: fc.constantFrom('whole' as const, 'partial' as const),
      mode: fc.oneof(
        fc.constantFrom<RestoreOrder['mode']>({ kind: 'beside' }, IN_PLACE),
        odd.map((instance): RestoreOrder['mode'] => ({ kind: 'attach', instance })),
      ),
      wished: fc.record({
        zone: text,
        type: text,
        key: text,
        sizeGiB: number,
        iops: number,
        throughput: number,
        rate: number,
      }),
    });
    fc.assert(
      fc.property(anOrder, (one) => {
        const [tool, verb, name, ...rest] = words(
          restoreLine(one, { region: 'eu-west-1', prefix: 'autosnap' }),
        );
        const { wished, mode } = one;
        expect([tool, verb, name]).toEqual(['aws-snapper', 'restore', one.name]);
        expect(rest).toEqual([
          ...pair('at', one.at?.text),
          ...one.only.flatMap((disk_) => pair('only', disk_)),
          ...pair('zone', wished.zone),
          ...pair('type', wished.type),
          ...pair('size', wished.sizeGiB),
          ...pair('iops', wished.iops),
          ...pair('throughput', wished.throughput),
          ...pair('key', wished.key),
          ...pair('rate', wished.rate),
          ...(one.extent === 'partial' ? ['--partial'] : []),
          ...(mode.kind === 'attach' ? pair('attach-to', mode.instance) : []),
          ...(mode.kind === 'in place' ? ['--in-place'] : []),
          ...pair('region', 'eu-west-1'),
        ]);
      }),
    );
  });

  test('another prefix, what is continued, and what is made again', () => {
    const where = { region: 'eu-west-1', prefix: 'db' };
    expect(restoreLine(order({ extent: 'partial' }), where, { resume: 'x', partial: true })).toBe(
      'aws-snapper restore web --partial --resume x --region eu-west-1 --prefix db',
    );
    expect(restoreLine(order(), where, { again: true })).toContain('web --again --region');
  });

  test('a device of any name is one word, and nothing is deleted but tags', () => {
    const plan = planned({ order: { mode: IN_PLACE }, facts: { server: host() } });
    fc.assert(
      fc.property(odd, (device) => {
        const restored = plan.disks.map((one) => ({
          volumeId: 'vol-new',
          disk: {
            ...one,
            device,
            replaces: { volumeId: 'vol-old', device, isDeletedOnTermination: true, how: 'exchange' as const },
          },
        }));
        const lines = [
          ...attachLines(restored, 'eu-west-1'),
          ...undoLines(restored, plan, 'autosnap'),
          deleteWithInstanceLine(restored, plan) ?? '',
        ];
        const commands = lines.flatMap((line) => commandsOf(words(line)));
        for (const [, , action] of commands)
          expect(action).toMatch(
            /^(attach-volume|detach-volume|wait|(stop|start)-instances|(delete|create)-tags|modify-instance-attribute)$/,
          );
        const attach = commands.filter(([, , action]) => action === 'attach-volume');
        expect(attach.length).toBe(2 * restored.length);
        for (const command of attach) expect(command.slice(-2)).toEqual(['--device', device]);
        const mappings = JSON.parse(words(lines.at(-1) ?? '').at(-1) ?? '');
        expect(mappings).toContainEqual({ DeviceName: device, Ebs: { DeleteOnTermination: true } });
      }),
    );
  });

  test('a device that no person gives is not remembered', () => {
    const [source] = set('03-10');
    if (source === undefined) throw new Error('there is one');
    const forged = changed(source, {
      tags: { ...source.tags, autosnap_disks: 'root:=0024=0028x=0029:gp3:3000:125:rd' },
    });
    expect(planned({ sources: [forged], order: { extent: 'partial' }, found: GONE }).disks[0]).toMatchObject({
      device: undefined,
      isRoot: true,
    });
  });

  test('a set-aside mark that was there before stays when a restore is undone', () => {
    const plan = planned({ order: { mode: IN_PLACE, only: ['/dev/sdf'] }, facts: { server: host() } });
    const restored = plan.disks.map((one) => ({
      volumeId: 'vol-new',
      disk: { ...one, tags: { autosnap_ignore: 'x' } },
    }));
    expect(undoLines(restored, plan, 'autosnap').join('\n')).toContain('--tags Key=autosnap_replaced &&');
  });
});
