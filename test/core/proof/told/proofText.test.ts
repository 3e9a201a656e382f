import { describe, expect, test } from 'vitest';
import type {
  PlannedProof,
  ProofOutcome,
  ProofPlan,
  Proving,
} from '../../../../lambda/core/proof/proving.ts';
import type { ProofVerdict } from '../../../../lambda/core/proved.ts';
import {
  countsOf,
  isAllWell,
  provedLines,
  provingText,
} from '../../../../lambda/core/proof/told/outcomeText.ts';
import { proofPlanText, proofQuestion } from '../../../../lambda/core/proof/told/planText.ts';
import { BERLIN, NOW, UTC } from '../../fixtures.ts';

/** Five snapshots of a small estate; a test changes one thing. */

function planned(index: number, change: Partial<PlannedProof> = {}): PlannedProof {
  return {
    region: 'eu-west-1',
    snapshotId: `snap-${index}`,
    volumeId: `vol-${index}`,
    name: `data-${index}`,
    sizeGiB: 100,
    startedAt: NOW.getTime() - 86_400_000,
    because: 'never proved',
    ...change,
  };
}

function plan(count: number, change: Partial<ProofPlan> = {}): ProofPlan {
  const proofs = Array.from({ length: count }, (_, index) => planned(index + 1));
  return { proofs, provable: 240, blocksLeft: 3200, unreachable: [], regionsRead: 1, ...change };
}

function proved(index: number, verdict: ProofVerdict, kinds: string, reason = ''): ProofOutcome {
  const proof = { at: NOW.getTime(), verdict, kinds };
  return { ...planned(index), lists: 1, reads: 2, gibSeconds: 0, status: 'proved', proof, reason };
}

function proving(outcomes: readonly ProofOutcome[], change: Partial<Proving> = {}): Proving {
  return { plan: plan(outcomes.length), outcomes, swept: [], now: NOW.getTime(), ...change };
}

function measured(at: number, seconds: number): ProofOutcome {
  return {
    ...planned(1),
    lists: 0,
    reads: 0,
    gibSeconds: 100 * Math.max(60, seconds),
    status: 'proved',
    reason: '',
    proof: { at, verdict: 'sound', kinds: 'ext4', volume: { seconds, at } },
  };
}

describe('the plan of a proof', () => {
  test('names each snapshot and why, what it costs and what the budget leaves', () => {
    expect(proofPlanText(plan(2), { zone: UTC })).toEqual([
      'Prove 2 of 240 snapshots by their blocks:',
      '  snap-1 of data-1 (vol-1) in eu-west-1, 100 GiB of 2026-03-09 05:00 UTC: never proved',
      '  snap-2 of data-2 (vol-2) in eu-west-1, 100 GiB of 2026-03-09 05:00 UTC: never proved',
      '',
      'It sends 2 to 16 lists and reads 0 to 16 blocks of 512 KiB.',
      'That costs $0.0000012 to $0.000058 (prices of us-east-1; other regions differ).',
      "The month's budget leaves 3200 blocks to this run.",
    ]);
  });

  test('by volumes says that they are made and deleted, and asks for that', () => {
    const reading = { zone: BERLIN, volumeSeconds: 600 };
    const text = proofPlanText(plan(2), reading);
    expect(text[0]).toBe('Prove 2 of 240 snapshots by their blocks and by a volume of each:');
    expect(text[1]).toContain('100 GiB of 2026-03-09 06:00 Europe/Berlin');
    expect(text.at(-4)).toMatch(/512 KiB, and makes and deletes 2 volumes, together 200 GiB\.$/);
    expect(text.at(-2)).toMatch(/^First it deletes the volumes that earlier proofs left/);
    expect(proofQuestion(plan(1), reading)).toBe('Prove 1 snapshot, and make and delete 1 volume?');
    expect(proofQuestion(plan(2), { zone: UTC })).toBe('Prove 2 snapshots?');
  });

  test('says what could not be read, and why fewer are proved', () => {
    const cut = plan(1, {
      cutBecause: 'the budget of this month leaves 8 blocks',
      unreachable: [{ account: '222222222222', region: 'af-south-1', code: 'AuthFailure', message: 'no' }],
    });
    const text = proofPlanText(cut, { zone: UTC });
    expect(text[0]).toBe('222222222222/af-south-1 could not be read: AuthFailure: no');
    expect(text).toContain('No more are proved: the budget of this month leaves 8 blocks.');
  });

  test.for([
    [0, 'Nothing to prove: no own snapshot can be restored at once.'],
    [7, 'Nothing to prove: 7 snapshots could be proved.'],
  ] as const)('of nothing, with %d that could be', ([provable, line]) => {
    expect(proofPlanText(plan(0, { provable }), { zone: UTC })).toEqual([line]);
  });
});

describe('what became of it', () => {
  const mixed = proving([
    proved(1, 'changed', 'unknown', 'was "gpt ext4" in snap-0 of 2026-03-08'),
    proved(2, 'sound', 'gpt vfat ext4'),
    proved(3, 'blank', ''),
    {
      ...planned(4),
      lists: 1,
      reads: 0,
      gibSeconds: 0,
      status: 'not proved',
      code: 'SnapshotGone',
      message: 'gone',
    },
    { ...planned(5), lists: 0, reads: 0, gibSeconds: 0, status: 'skipped', reason: 'you ended it' },
  ]);

  test('at a terminal: what is bad comes last, with the command that accepts it', () => {
    expect(provedLines(mixed, 'db')).toEqual([
      '  snap-2 of data-2 (vol-2) in eu-west-1: sound; gpt vfat ext4',
      '  snap-3 of data-3 (vol-3) in eu-west-1: blank',
      '  not begun: snap-5 of data-5 (vol-5) in eu-west-1: you ended it',
      '  NOT PROVED snap-4 of data-4 (vol-4) in eu-west-1: SnapshotGone: gone',
      '  CHANGED snap-1 of data-1 (vol-1) in eu-west-1: unknown; was "gpt ext4" in snap-0 of 2026-03-08',
      '',
      'Runs delete no snapshot of this volume until three newer ones are sound or you accept what is there.',
      'What each verdict can mean, and what to do: docs/proof.md, "What to do on a bad verdict"',
      'If it is meant to be so:',
      '  aws-snapper prove --accept snap-1 --region eu-west-1 --prefix db',
      '',
      'Sent 4 lists and read 6 blocks: about $0.00002 (prices of us-east-1; other regions differ).',
      'Proved 3 of 5 snapshots: 1 sound, 1 blank, 1 CHANGED; 1 NOT PROVED; 1 not begun.',
    ]);
  });

  test('why fewer were proved than were asked for', () => {
    const cut = { ...mixed, plan: { ...mixed.plan, cutBecause: '5 of 9 snapshots: a small budget' } };
    expect(provedLines(cut, 'db').at(-3)).toBe('No more were proved: 5 of 9 snapshots: a small budget.');
    expect(provingText(cut)).toContain('No more were proved: 5 of 9 snapshots: a small budget.');
  });

  test('in a log: what is bad comes first', () => {
    expect(provingText(mixed).split('\n').slice(0, 3)).toEqual([
      'Proved 3 of 5 snapshots: 1 sound, 1 blank, 1 CHANGED; 1 NOT PROVED; 1 not begun.',
      '  CHANGED snap-1 of data-1 (vol-1) in eu-west-1: unknown; was "gpt ext4" in snap-0 of 2026-03-08',
      '  NOT PROVED snap-4 of data-4 (vol-4) in eu-west-1: SnapshotGone: gone',
    ]);
  });

  test('bad snapshots of one volume are accepted by the newest that was proved', () => {
    const newer = { volumeId: 'vol-1', name: 'data-1', startedAt: NOW.getTime() };
    const lines = provedLines(
      proving([proved(1, 'changed', 'unknown'), { ...proved(2, 'damaged', 'ext4-damaged'), ...newer }]),
      'autosnap',
    );
    expect(lines.filter((line) => line.includes('--accept'))).toEqual([
      '  aws-snapper prove --accept snap-2 --region eu-west-1',
    ]);
  });

  test('a Name cannot end the line or move the cursor', () => {
    const name = 'data\u001b[2K\nPROVED: all sound';
    const text = provingText(proving([{ ...proved(1, 'sound', 'ext4'), name }]));
    expect(text).not.toContain('\u001b');
    expect(text.split('\n')).toHaveLength(3);
  });

  test('the money counts the volumes that were made, also those of snapshots that were not proved', () => {
    const now = NOW.getTime();
    const failed = { status: 'not proved', code: 'StillCreating', message: 'an hour' } as const;
    const late = { ...planned(2), lists: 0, reads: 0, gibSeconds: 360_000, ...failed };
    expect(countsOf(proving([measured(now, 10), late])).gibSeconds).toBe(366_000);
    expect(provedLines(proving([measured(now, 10), late]), 'autosnap').at(-2)).toMatch(
      /^Sent 0 lists and read 0 blocks, and made 2 volumes: about \$0\.011 /,
    );
    expect(provedLines(proving([measured(now, 34)]), 'autosnap')[0]).toContain(
      'AWS made a volume of it in 34 s',
    );
  });

  test('volumes of earlier proofs are told', () => {
    const swept = [
      { region: 'eu-west-1', volumeId: 'vol-8', status: 'left', because: 'it is two days old' },
      { region: 'eu-west-1', volumeId: 'vol-9', status: 'deleted', because: 'it was left' },
    ] as const;
    expect(provedLines(proving([proved(1, 'sound', 'ext4')], { swept }), 'autosnap')).toEqual(
      expect.arrayContaining([
        'LEFT vol-8 in eu-west-1, which a proof made: it is two days old',
        'deleted vol-9 in eu-west-1, which a proof made: it was left',
      ]),
    );
  });

  test.for<[string, Proving, boolean]>([
    ['sound, opaque, accepted, blank and unknown are well', proving([proved(1, 'opaque', 'luks')]), true],
    ['nothing that can be proved is well', proving([], { plan: plan(0, { provable: 0 }) }), true],
    ['a bad one is not', proving([proved(1, 'sound', 'ext4'), proved(2, 'unreadable', 'key')]), false],
    ['one that was not proved is not', mixed, false],
    ['a budget that is used up is not', proving([], { plan: plan(0) }), false],
  ])('%s', ([, one, isWell]) => {
    expect(isAllWell(one)).toBe(isWell);
  });
});
