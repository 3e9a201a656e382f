import { describe, expect, test } from 'vitest';
import type { Image, Instance } from '../../../lambda/core/inventory.ts';
import { tagsOfLaunch } from '../../../lambda/core/images/launch.ts';
import { chooseImage } from '../../../lambda/core/restore/launched/chooseImage.ts';
import { launchLine, type LaunchOrder } from '../../../lambda/core/restore/launched/launchOrder.ts';
import type { LaunchedInstance, LaunchPlan } from '../../../lambda/core/restore/launched/launchPlan.ts';
import { launchRemedy, refusedLaunch } from '../../../lambda/core/restore/launched/launchRefused.ts';
import { launchTags } from '../../../lambda/core/restore/launched/launchTags.ts';
import { launchOutcomeText, launchPlanText } from '../../../lambda/core/restore/launched/launchText.ts';
import { serversMeant } from '../../../lambda/core/restore/launched/meant.ts';
import { planLaunch } from '../../../lambda/core/restore/launched/planLaunch.ts';
import type { Surroundings } from '../../../lambda/core/restore/launched/surroundings.ts';
import { image, server } from '../images/estate.ts';
import { inventory, NOW, UTC } from '../fixtures.ts';

const FACTS = {
  type: 'm7i.large',
  subnetId: 'subnet-1',
  groupIds: ['sg-1', 'sg-2'],
  profileArn: 'arn:aws:iam::123456789012:instance-profile/web',
  keyName: 'ops',
};

const REMEMBERED = { autosnap_server: 'web', team: 'blue', ...tagsOfLaunch(FACTS, 'autosnap') };

const AROUND: Surroundings = {
  subnets: [
    { id: 'subnet-1', vpcId: 'vpc-1', zone: 'eu-west-1a' },
    { id: 'subnet-2', vpcId: 'vpc-1', zone: 'eu-west-1b' },
    { id: 'subnet-3', vpcId: 'vpc-2', zone: 'eu-west-1a' },
  ],
  groups: [
    { id: 'sg-1', vpcId: 'vpc-1' },
    { id: 'sg-2', vpcId: 'vpc-1' },
  ],
  keyPairs: ['ops'],
  unusableKeys: new Map(),
  notes: [],
};

interface World {
  readonly own?: readonly Image[];
  readonly instances?: readonly Instance[];
  readonly order?: Partial<LaunchOrder>;
  readonly around?: Partial<Surroundings>;
  readonly begun?: readonly LaunchedInstance[];
}

const NONE_BEGUN = (): boolean => false;

function meantIn({ own = [image('03-09', { tags: REMEMBERED })], instances = [] }: World, text = 'web') {
  const region = { inventory: inventory({ instances, volumes: [] }), own };
  return { region, servers: serversMeant(text, [region], NONE_BEGUN) };
}

function orderOf({ order }: World): LaunchOrder {
  return { name: 'web', wished: { groups: [] }, ...order };
}

function chosenIn(world: World) {
  const order = orderOf(world);
  const { region, servers } = meantIn(world, order.name);
  const [one] = servers;
  if (one === undefined) throw new Error('nothing is meant');
  return {
    order,
    server: one,
    chosen: chooseImage({ order, server: one, region, begun: new Set(), zone: UTC }),
  };
}

function planned(world: World = {}): ReturnType<typeof planLaunch> {
  const { order, server: meant, chosen } = chosenIn(world);
  if (!('image' in chosen)) return chosen;
  const around = { ...AROUND, ...world.around };
  return planLaunch({ order, server: meant, chosen, around, begun: world.begun ?? [], id: 'one' });
}

function planOf(world: World = {}): LaunchPlan {
  const plan = planned(world);
  if (!('image' in plan)) throw new Error(plan.map(({ message }) => message).join('; '));
  return plan;
}

function codes(world: World): string[] {
  const plan = planned(world);
  return 'image' in plan ? [] : plan.map(({ code }) => code);
}

describe('which server a name means', () => {
  const named = { autosnap_server: 'web' };
  const own = [
    image('03-09', { tags: named }),
    image('03-08', { instanceId: 'i-2', tags: named }),
    image('03-07', { instanceId: 'i-3', tags: { autosnap_server: 'db' } }),
  ];
  const restored = server({ id: 'i-9', tags: { Name: 'web', autosnap_restore: 'one' } });
  test.for<[what: string, text: string, instances: readonly Instance[], ids: readonly string[]]>([
    ['what is there comes before what is gone', 'web', [server({ id: 'i-5' })], ['i-5']],
    ['all that are gone, where none is there', 'web', [], ['i-1', 'i-2']],
    ['a terminated one is gone', 'web', [server({ state: 'terminated' })], ['i-1', 'i-2']],
    ['spaces round it do not count', ' db ', [], ['i-3']],
    ['an id is exact', 'i-2', [], ['i-2']],
    ['an image by its id', 'ami-03-07', [], ['i-3']],
    ['an image by its name', own[2]?.name ?? '', [], ['i-3']],
    ['what a restore launched is not meant', 'web', [restored], ['i-1', 'i-2']],
    ['nothing', '', [], []],
    ['nobody', 'mail', [], []],
  ])('%s', ([, text, instances, ids]) => {
    const { servers } = meantIn({ own, instances }, text);
    expect(servers.map(({ instanceId }) => instanceId)).toEqual(ids);
  });

  test('what a restore launched is meant once it has images of its own', () => {
    const { servers } = meantIn({ own: [image('03-09', { instanceId: 'i-9' })], instances: [restored] });
    expect(servers.map(({ instanceId }) => instanceId)).toEqual(['i-9']);
  });
});

function by(day: string) {
  return { at: { text: day, instant: new Date(`${day}T23:59:59Z`) } };
}

describe('which image is launched', () => {
  const own = [
    image('03-09', { state: 'pending', tags: REMEMBERED }),
    image('03-08', { tags: REMEMBERED }),
    image('03-07', { tags: REMEMBERED }),
  ];

  test('the newest that is available, and the newer ones are told', () => {
    const { image: chosen, notes } = planOf({ own });
    expect(chosen.imageId).toBe('ami-03-08');
    expect(notes).toEqual(['A newer one cannot be used: ami-03-09 is pending.']);
  });

  test('the newest by a time; none from before the oldest', () => {
    expect(planOf({ own, order: by('2026-03-07') }).image.imageId).toBe('ami-03-07');
    expect(planned({ own, order: by('2026-03-01') })).toMatchObject([
      {
        code: 'nothing-to-restore',
        like: expect.stringMatching(
          /^aws-snapper restore web --image --at 2026-03-07T\S+ --region eu-west-1$/,
        ),
      },
    ]);
    expect(codes({ own, order: { name: 'ami-03-07', ...by('2026-03-07') } })).toEqual(['at-not-for-image']);
  });

  test.for(['pending', 'failed', 'disabled', 'invalid'])('none that is %s', (state) => {
    expect(codes({ own: [image('03-09', { state, tags: REMEMBERED })] })).toEqual(['image-not-available']);
  });
});

describe('the values of a launch', () => {
  test('are as the image remembers them', () => {
    expect(planOf()).toMatchObject({
      type: { value: 'm7i.large', from: 'image' },
      subnet: { value: 'subnet-1', from: 'image' },
      zone: 'eu-west-1a',
      groups: { value: ['sg-1', 'sg-2'], from: 'image' },
      profile: { value: FACTS.profileArn, from: 'image' },
      key: { value: 'ops', from: 'image' },
    });
  });

  test('are those of the instance where the image has none, and options override both', () => {
    const own = [image('03-09')];
    const instances = [server({ launch: { ...FACTS, keyName: undefined } })];
    const wished = { groups: ['sg-9'], profile: false, subnet: 'subnet-2' } as const;
    const around = { groups: [{ id: 'sg-9', vpcId: 'vpc-1' }] };
    expect(planOf({ own, instances, around, order: { wished } })).toMatchObject({
      type: { value: 'm7i.large', from: 'instance' },
      subnet: { value: 'subnet-2', from: 'option' },
      groups: { value: ['sg-9'], from: 'option' },
      profile: { value: undefined, from: 'option' },
      key: { value: undefined, from: 'instance' },
    });
  });

  test('the tags: the own ones and the Name come back, a schedule and AWS’s do not', () => {
    const one = image('03-09', {
      tags: { ...REMEMBERED, Name: '2026-03-09-web', autosnap_keep: '', 'aws:backup:x': 'y' },
    });
    expect(launchTags(one, 'one', 'autosnap')).toEqual({
      Name: 'web',
      team: 'blue',
      autosnap_restored: 'ami-03-09',
      autosnap_restore: 'one',
    });
  });
});

/** What is gone, and the line that is proposed. */
test.for<[code: string, around: Partial<Surroundings>, order: Partial<LaunchOrder>, like: RegExp]>([
  ['subnet-not-found', { subnets: AROUND.subnets?.slice(1) }, {}, /--image --subnet subnet-2 /],
  ['group-not-found', { groups: AROUND.groups?.slice(1) }, {}, /--security-groups sg-2 /],
  ['group-not-found', { groups: [] }, {}, /^aws ec2 describe-security-groups/],
  ['key-pair-not-found', { keyPairs: [] }, {}, /--no-key /],
  ['wrong-network', {}, { wished: { groups: [], subnet: 'subnet-3' } }, /Values=vpc-2 /],
  ['key-not-usable', { unusableKeys: new Map([['arn:key', 'it is Disabled']]) }, {}, /^undefined$/],
])('%s is a refusal with what to do', ([code, around, order, like]) => {
  const refusals = planned({ around, order });
  expect(refusals).toMatchObject([{ code }]);
  expect(String(Array.isArray(refusals) ? refusals[0]?.like : '')).toMatch(like);
});

test('what nobody may look up refuses nothing, and neither does what is launched already', () => {
  const blind = { subnets: undefined, groups: undefined, keyPairs: undefined };
  expect(codes({ around: blind })).toEqual([]);
  const begun = [{ id: 'i-7', state: 'running', tags: {} }];
  expect(planOf({ around: { subnets: [] }, begun }).made).toBe('i-7');
  expect(planOf({ begun: [{ id: 'i-7', state: 'terminated', tags: {} }] }).made).toBeUndefined();
});

function refusedWith(code: string, message: string) {
  const { order, server: meant } = chosenIn({});
  const refused = { order, server: meant, plan: planOf(), around: AROUND };
  return {
    refusal: refusedLaunch({ code, message }, refused),
    remedy: launchRemedy({ code, message }, refused),
  };
}

test.for([
  [
    'UnauthorizedOperation',
    'is not authorized to perform: iam:PassRole on resource: arn:r',
    'not-allowed',
    'arn:r',
  ],
  ['UnauthorizedOperation', 'Encoded authorization failure message: abc', 'not-allowed', 'iam:PassRole'],
  ['InvalidParameterValue', 'Invalid IAM Instance Profile ARN', 'profile-not-found', '--profile'],
  [
    'InvalidParameterValue',
    "Invalid value 'x' for InstanceType.",
    'type-not-offered',
    "Invalid value 'x' for InstanceType; name another instance type with --type",
  ],
  ['Unsupported', 'not in your zone', 'type-not-offered', 'subnet-2 in eu-west-1b'],
  ['InvalidSubnetID.NotFound', 'gone', 'subnet-not-found', '--subnet'],
  ['VcpuLimitExceeded', 'too many', 'launch-refused', 'Service Quotas'],
  ['IdempotentParameterMismatch', 'other', 'launch-refused', '--again'],
] as const)('AWS says %s: %s', ([code, message, own, words]) => {
  const { refusal } = refusedWith(code, message);
  expect(refusal.code).toBe(own);
  expect(refusal.message).toContain(words);
});

test('a type that AWS does not have is not waited for, and the remembered one is proposed', () => {
  const { order, server: meant } = chosenIn({ order: { wished: { groups: [], type: 't99.huge' } } });
  const refused = { order, server: meant, plan: planOf(), around: AROUND };
  const { message, like } = refusedLaunch(
    { code: 'InvalidParameterValue', message: "Invalid value 't99.huge' for InstanceType." },
    refused,
  );
  expect(message).not.toMatch(/repeat|\.;/);
  expect(like).toBe('aws-snapper restore web --image --region eu-west-1');
});

test('an error that nobody knows is told as AWS says it', () => {
  const { refusal, remedy } = refusedWith('constructor', 'odd');
  expect(refusal).toMatchObject({
    code: 'launch-refused',
    message: expect.stringContaining('constructor: odd'),
  });
  expect(remedy).toEqual({});
});

test('the line of an order has all that was typed, as words of a shell', () => {
  const order: LaunchOrder = {
    name: 'web 1',
    at: { text: '2 days ago', instant: NOW },
    wished: { type: 't3.small', subnet: 'subnet-1', groups: ['sg-1', 'sg-2'], profile: 'a b', key: false },
  };
  expect(launchLine(order, { region: 'eu-west-1', prefix: 'db' }, { again: true })).toBe(
    "aws-snapper restore 'web 1' --image --at '2 days ago' --type t3.small --subnet subnet-1 --security-groups sg-1 sg-2 --profile 'a b' --no-key --again --region eu-west-1 --prefix db",
  );
});

/** The plan beside a server that still exists. */
function textBeside(state: string): string {
  const reading = { now: NOW, zone: UTC, prefix: 'autosnap', living: server({ state }) };
  return launchPlanText(planOf(), reading).join('\n');
}

describe('what a person reads', () => {
  test('a server that still runs is warned of; one that is stopped is not', () => {
    expect(textBeside('running')).toContain('i-1 still exists and is running');
    expect(textBeside('stopped')).not.toContain('still exists');
  });

  test('each end: how to undo it, to go on, or to mend it', () => {
    const { order, server: meant } = chosenIn({});
    const refused = { order, server: meant, plan: planOf(), around: AROUND };
    const done = launchOutcomeText({ status: 'done', instanceId: 'i-7', privateIp: '10.0.0.7' }, refused);
    expect(done.at(-1)).toBe('  aws ec2 terminate-instances --region eu-west-1 --instance-ids i-7');
    expect(done[0]).toMatch(/^Launched i-7 from /);
    const repeated = { ...refused, plan: { ...refused.plan, made: 'i-7' } };
    expect(launchOutcomeText({ status: 'done', instanceId: 'i-7' }, repeated)[0]).toMatch(
      /^Already launched: i-7 from ami-/,
    );
    const stopped = launchOutcomeText({ status: 'interrupted', instanceId: 'i-7' }, refused);
    expect(stopped.join('\n')).toContain('restore web --image --resume one');
    const before = launchOutcomeText({ status: 'interrupted' }, refused);
    expect(before.at(-1)).toBe('  aws-snapper restore web --image --region eu-west-1');
    const failed = launchOutcomeText({ status: 'failed', code: 'VcpuLimitExceeded', message: 'no' }, refused);
    expect(failed.join('\n')).toContain('FAILED: VcpuLimitExceeded: no');
  });
});
