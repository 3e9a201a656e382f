import { describe, expect, onTestFinished, test } from 'vitest';
import { type Cloud, startCloud } from '../cloud/cloud.ts';
import { cli } from '../commands/builtCli.ts';
import { aPersonWithADevice, DEVICE } from '../scenarios/mfaDevice.ts';
import { callsOf, DAILY, ownCopies, ownIn } from '../scenarios/story.ts';
import { COLUMNS, CTRL_C, noTerminal, onTerminal, type Shown } from './pty.ts';

/** The built command line in front of a person: on a real terminal of 80 columns, with keys that are pressed. */

const VOLUMES = 8;

/** Each volume is owed a snapshot and has one too many, but one whose tag cannot be read. */
async function estate(): Promise<Cloud> {
  const cloud = await startCloud({ at: new Date() });
  onTestFinished(() => cloud.close());
  const region = cloud.region('eu-west-1');
  for (let number = 1; number <= VOLUMES; number += 1) {
    ownCopies(cloud, region.attachedVolume({ ...DAILY, Name: `web-${number}` }, { Name: 'data' }), 4);
  }
  region.attachedVolume({ ...DAILY, autosnap_retain: '7 days', Name: 'app-3' });
  return cloud;
}

function last({ lines }: Shown): string {
  return lines.findLast((line) => line !== '') ?? '';
}

/** Where the last paragraph begins. */
function lastParagraph({ lines }: Shown): string {
  return lines.join('\n').trimEnd().split('\n\n').at(-1) ?? '';
}

describe.skipIf(noTerminal)(`on a terminal of 80 columns${noTerminal ? ` (${noTerminal})` : ''}`, () => {
  test('U7 plan: the servers by Name, the headline last, colours, and no line that is too long', async () => {
    const { env } = await estate();
    const shown = await onTerminal(env, 'plan').ended;
    expect(shown.status).toBe(3);
    const servers = shown.lines.flatMap((line) => /^ {2}\+ (web-\d+)/.exec(line)?.[1] ?? []);
    expect(servers).toEqual(Array.from({ length: VOLUMES }, (_, index) => `web-${index + 1}`));
    expect(lastParagraph(shown)).toMatch(/^DRY RUN, nothing was changed\. A run would report: FAILURE: /);
    expect(shown.raw).toContain('\u001B[31mDRY RUN');
    expect(shown.raw).toContain('\u001B[32m  + web-1 ');
    expect(shown.raw).toContain('\u001B[31m  - snap-');
    expect(shown.lines.filter((line) => line.length > COLUMNS)).toEqual([]);
  });

  test('the script of a shell keeps its lines', async () => {
    const { lines } = await onTerminal({}, 'completion', 'fish').ended;
    const { out } = await cli({}, 'completion', 'fish');
    expect(lines.join('\n').trimEnd()).toBe(out.trimEnd());
  });

  test('U7 run: it asks, counts what it does, and ends with the headline', async () => {
    const cloud = await estate();
    const session = onTerminal(cloud.env, 'run');
    await session.until(`Create what is due and delete ${VOLUMES} snapshots? [y/N] `);
    expect(callsOf(cloud, 'CreateSnapshot')).toEqual([]);
    session.type('y\r');
    const shown = await session.ended;
    expect(shown.status).toBe(3);
    expect(shown.raw).toContain('reading eu-west-1 …');
    expect(shown.raw).toContain(`created ${VOLUMES} of ${VOLUMES}, deleted ${VOLUMES} of ${VOLUMES}`);
    expect(shown.lines.join('\n')).not.toContain('reading');
    expect(lastParagraph(shown)).toMatch(/^FAILURE: /);
    expect(shown.lines.filter((line) => line.length > COLUMNS)).toEqual([]);
    expect(ownIn(cloud, 'eu-west-1')).toHaveLength(4 * VOLUMES);
  });

  test.for<[string, string]>([
    ['n', 'n\r'],
    ['Enter alone', '\r'],
    ['the end of the input', '\u0004'],
  ])('%s at the question is a no', async ([, keys]) => {
    const cloud = await estate();
    const session = onTerminal(cloud.env, 'run');
    await session.until('[y/N] ');
    session.type(keys);
    const shown = await session.ended;
    expect([shown.status, last(shown)]).toEqual([1, 'aws-snapper: stopped by you; nothing was changed']);
    expect(ownIn(cloud, 'eu-west-1')).toHaveLength(4 * VOLUMES);
  });

  test.for<[string, string]>([
    ['2>/dev/null', ''],
    ['2>&1 | cat', 'nobody can be asked; use --yes'],
    ['</dev/null', 'nobody can be asked; use --yes'],
  ])(
    'run %s: a person sits there whom nothing can ask, so nothing is changed without --yes',
    async ([redirected, told]) => {
      const cloud = await estate();
      const shown = await onTerminal(cloud.env, 'run', redirected).ended;
      expect(callsOf(cloud, 'CreateSnapshot')).toEqual([]);
      expect(ownIn(cloud, 'eu-west-1')).toHaveLength(4 * VOLUMES);
      expect(shown.lines.join(' ').replaceAll(/\s+/g, ' ')).toContain(told);
      await onTerminal(cloud.env, 'run', '--yes', redirected).ended;
      expect(callsOf(cloud, 'DeleteSnapshot')).toHaveLength(VOLUMES);
    },
  );

  test('a full disk takes the answer, not the run, and is said in one line', async () => {
    const cloud = await estate();
    const shown = await onTerminal(cloud.env, 'run', '--yes', '>/dev/full').ended;
    expect([shown.status, lastParagraph(shown).replaceAll(/\s+/g, ' ')]).toEqual([
      3,
      expect.stringMatching(
        /^aws-snapper: the answer could not be written .* ENOSPC.*; what was done stands$/,
      ),
    ]);
    expect(callsOf(cloud, 'DeleteSnapshot')).toHaveLength(VOLUMES);
  });

  test('a reader that has gone is no error', async () => {
    const { env } = await estate();
    expect((await onTerminal(env, 'plan', '| true').ended).lines.join('')).toBe('');
  });

  test('U8 Ctrl-C at the question: nothing was changed', async () => {
    const cloud = await estate();
    const session = onTerminal(cloud.env, 'run');
    await session.until('[y/N] ');
    session.type(CTRL_C);
    const shown = await session.ended;
    expect([shown.status, last(shown)]).toEqual([130, 'aws-snapper: interrupted; nothing was changed']);
    expect(ownIn(cloud, 'eu-west-1')).toHaveLength(4 * VOLUMES);
  });

  test('U8 Ctrl-C during a run: what was started stays, nothing is deleted, a second run goes on', async () => {
    const cloud = await estate();
    const session = onTerminal(cloud.env, 'run', '--yes');
    let isPressed = false;
    const hook = cloud.before('CreateSnapshot', async () => {
      if (!isPressed) session.type(CTRL_C);
      isPressed = true;
      await session.until('interrupted: nothing more is started');
    });
    const shown = await session.ended;
    hook.remove();
    expect(shown.status).toBe(130);
    expect(lastParagraph(shown).replaceAll(/\s+/g, ' ')).toContain(
      `aws-snapper: interrupted: ${VOLUMES} snapshots were started and stay, 0 deleted; 0 not taken, ${VOLUMES} not deleted; a second run goes on from there`,
    );
    expect(ownIn(cloud, 'eu-west-1')).toHaveLength(5 * VOLUMES);
    await cli(cloud.env, 'run');
    expect(callsOf(cloud, 'CreateSnapshot')).toHaveLength(VOLUMES);
    expect(ownIn(cloud, 'eu-west-1')).toHaveLength(4 * VOLUMES);
  });

  test('U8 a second Ctrl-C ends at once', async () => {
    const cloud = await estate();
    const session = onTerminal(cloud.env, 'run', '--yes');
    const first = new Promise<void>((resolve) => {
      cloud.before('CreateSnapshot', async () => {
        resolve();
        await session.ended;
      });
    });
    await first;
    session.type(CTRL_C);
    await session.until('interrupted: nothing more is started');
    session.type(CTRL_C);
    const shown = await session.ended;
    expect(shown.status).toBe(130);
    expect(lastParagraph(shown).replaceAll(/\s+/g, ' ')).toMatch(/a second run goes on from there$/);
  });

  test('U8 Ctrl-C ends a look at once', async () => {
    const cloud = await estate();
    const session = onTerminal(cloud.env, 'plan');
    const reading = new Promise<void>((resolve) => {
      cloud.before('DescribeVolumes', async () => {
        resolve();
        await session.ended;
      });
    });
    await reading;
    session.type(CTRL_C);
    expect((await session.ended).status).toBe(130);
  });

  test('P2 a profile with MFA asks for the code, once', async () => {
    const { cloud, env } = await aPersonWithADevice();
    cloud.region('eu-west-1').attachedVolume({ ...DAILY, Name: 'web-1' });
    const session = onTerminal(env, 'plan', 'eu-west-1', 'us-east-1');
    await session.until(`Code of the MFA device ${DEVICE}: `);
    session.type('123456\r');
    const shown = await session.ended;
    expect(shown.lines.join('\n')).toContain('  + web-1 ');
    expect(shown.raw.split('Code of the MFA device')).toHaveLength(2);
  });

  test('P2 a code that is wrong ends it in one line', async () => {
    const { env } = await aPersonWithADevice();
    const session = onTerminal(env, 'plan', 'eu-west-1', 'us-east-1');
    await session.until('Code of the MFA device');
    session.type('000000\r');
    const shown = await session.ended;
    expect(shown.status).toBe(1);
    expect(lastParagraph(shown).replaceAll(/\s+/g, ' ')).toContain(
      'AWS did not accept the code of the MFA device of profile "ops" (AccessDenied); run it again',
    );
    expect(shown.raw.split('Code of the MFA device')).toHaveLength(2);
  });

  test('NO_COLOR: no colours', async () => {
    const { env } = await estate();
    const { raw } = await onTerminal({ ...env, NO_COLOR: '1' }, 'plan').ended;
    expect(raw).toContain('FAILURE: ');
    expect(raw.split('\u001B[').filter((part) => /^\d+m/.test(part))).toEqual([]);
  });

  test('without a command: help, and no run', async () => {
    const cloud = await estate();
    const shown = await onTerminal(cloud.env).ended;
    expect(shown.lines.join('\n')).toContain('Usage: aws-snapper');
    expect(shown.lines.filter((line) => line.length > COLUMNS)).toEqual([]);
    expect(cloud.calls).toEqual([]);
  });
});

test('P2 without a terminal a profile with MFA says in one line what to set', async () => {
  const { env } = await aPersonWithADevice();
  const { status, err } = await cli(env, 'show', 'web-1');
  expect(status).toBe(1);
  expect(err).toMatch(
    /^aws-snapper: .*the profile asks for the code of the MFA device arn:\S+, and none was given; run this at a terminal .*\n$/,
  );
});
