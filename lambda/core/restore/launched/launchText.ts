import { awayText, clockText, type Zone } from '../../calendar.ts';
import { commandText, enableText } from '../../grammar/commandText.ts';
import { grouped } from '../../grouped.ts';
import type { Instance } from '../../inventory.ts';
import { isReserved } from '../../keys.ts';
import { neverReached } from '../../neverReached.ts';
import type { PolicySettings } from '../../policy/policy.ts';
import { counted, said, shellWord, titled, told } from '../../text.ts';
import { launchLine } from './launchOrder.ts';
import type { Launched, LaunchOutcome, LaunchPlan, LaunchSource } from './launchPlan.ts';
import { launchRemedy, type Refused } from './launchRefused.ts';
import { valueWords } from './valueWords.ts';

/** When a person reads a plan, and by which clocks. */
export interface LaunchReading {
  readonly now: Date;
  readonly zone: Zone;
  readonly prefix: string;
  /** The newest by then was asked for; absent where the newest of all was. */
  readonly until?: Date | undefined;
  /** The server that is launched again, where it still exists. */
  readonly living?: Instance | undefined;
  readonly defaultPolicy?: PolicySettings['defaultPolicy'];
}

/** The plan of a launch as a person reads it before it is carried out. */
export function launchPlanText(plan: LaunchPlan, reading: LaunchReading): string[] {
  const { target, region, notes, made } = plan;
  return [
    `Launch the instance ${titled(target.id, target.name)} again in ${region}`,
    `with the data of ${whenWords(plan, reading)}`,
    ...(reading.until === undefined
      ? []
      : [`the newest that was made by ${clockText(reading.until, reading.zone)} ${reading.zone.name}`]),
    '',
    ...instanceLines(plan, reading),
    '',
    NOT_RESTORED,
    '',
    ...(notes.length === 0 ? [] : [...notes, '']),
    ...(made === undefined
      ? [...livingLines(reading), ...scheduleLines(reading), ...COSTS]
      : ['The instance of this restore exists; --again launches another one.']),
  ];
}

function whenWords({ image }: LaunchPlan, { now, zone }: LaunchReading): string {
  const at = new Date(image.takenAt);
  return `${clockText(at, zone)} ${zone.name} (${awayText(at, now)})`;
}

const NOT_RESTORED =
  'Not restored: private and public addresses, Elastic IPs, more network interfaces, user data, placement group, tenancy, metadata options, termination protection, and tags of the disks.';

const COSTS = [
  'AWS charges for the instance and its disks from the start. Each block of a disk is loaded when it is first read, which is slow at first. Nothing else changes.',
];

function instanceLines(plan: LaunchPlan, { prefix }: LaunchReading): string[] {
  const { type, subnet, zone, groups, profile, key, image, tags, made } = plan;
  const place = [
    subnet.value === undefined ? "AWS's default subnet" : valueWords(subnet.value),
    ...(zone === undefined ? [] : [zone]),
  ];
  const where = `${valueWords(type.value ?? '')} in ${place.join(', ')}`;
  const own = Object.entries(tags)
    .filter(([name]) => !isReserved(name, prefix))
    .map(([name, value]) => `${told(name)}=${told(value)}`);
  return [
    made === undefined
      ? `+ instance ${where}`
      : `= instance ${made}, launched by this restore before: ${where}`,
    `    from ${image.imageId}: ${counted(image.disks, 'disk')}, ${image.sizeGiB} GiB`,
    `    security groups: ${groups.value?.map(valueWords).join(', ') ?? "AWS's default"}`,
    `    instance profile: ${noneOr(profile)}`,
    `    key pair: ${noneOr(key)}`,
    `    ${sourceWords(plan)}`,
    `    tags: ${[...own, 'and those of this restore'].join(', ')}`,
  ];
}

function noneOr({ value }: Launched<string>): string {
  return value === undefined ? 'none' : valueWords(value);
}

/** `type, subnet as the image's tags remember; key pair from your options`; of one source without the names. */
function sourceWords({ type, subnet, groups, profile, key }: LaunchPlan): string {
  const named: readonly (readonly [string, Launched<unknown>])[] = [
    ['type', type],
    ['subnet', subnet],
    ['security groups', groups],
    ['profile', profile],
    ['key pair', key],
  ];
  const sources = [...grouped(named, ([, { from }]) => from)];
  const [only, ...others] = sources;
  if (only !== undefined && others.length === 0) return `all of these ${fromWords(only[0])}`;
  return sources
    .map(([from, some]) => `${some.map(([name]) => name).join(', ')} ${fromWords(from)}`)
    .join('; ');
}

function fromWords(from: LaunchSource): string {
  switch (from) {
    case 'default':
      return 'by default, because the image remembers none';
    case 'image':
      return "as the image's tags remember";
    case 'instance':
      return 'from the instance as it is now';
    case 'option':
      return 'from your options';
    default:
      return neverReached(from);
  }
}

/** Two of one server do everything twice. */
function livingLines({ living }: LaunchReading): string[] {
  if (living === undefined || living.state === 'stopped') return [];
  return [
    `${living.id} still exists and is ${living.state}: the new instance does the same work beside it, from jobs to mails. Stop one of them where that harms.`,
  ];
}

function scheduleLines({ defaultPolicy }: LaunchReading): string[] {
  return [
    defaultPolicy === undefined
      ? 'No snapshots or images of the new instance are scheduled, because tags of a schedule do not come back.'
      : 'Only the default policy schedules snapshots of the new instance, because tags of a schedule do not come back.',
  ];
}

/** What a person says yes or no to. */
export function launchQuestion(plan: LaunchPlan, reading: Pick<LaunchReading, 'zone'>): string {
  const { target, image, made } = plan;
  if (made !== undefined) return 'Continue?';
  const when = `${clockText(new Date(image.takenAt), reading.zone)} ${reading.zone.name}`;
  return `Launch an instance of ${told(target.name ?? target.id)} with the data of ${when}?`;
}

/** What became of a launch, and what to do next. */
export function launchOutcomeText(outcome: LaunchOutcome, refused: Refused): string[] {
  const { plan, order, server } = refused;
  const where = server.inventory;
  switch (outcome.status) {
    case 'done':
      return doneLines(outcome, refused);
    case 'failed': {
      const { remedy, like } = launchRemedy(outcome, refused);
      const made = outcome.instanceId === undefined ? '' : ` (${outcome.instanceId})`;
      return [
        `FAILED${made}: ${outcome.code}: ${said(outcome.message)}`,
        ...(remedy === undefined ? [] : [`  ${remedy}`]),
        ...(like === undefined ? [] : [`  ${like}`]),
        `This restore is ${plan.id}. The same command tries again.`,
      ];
    }
    case 'interrupted':
      return outcome.instanceId === undefined
        ? [
            'Interrupted: perhaps nothing was launched.',
            'To continue, within ten minutes; an instance that exists is not launched again:',
            `  ${launchLine(order, where)}`,
          ]
        : [
            `Interrupted: ${outcome.instanceId} exists and starts. This restore is ${plan.id}.`,
            'To continue; the instance is not launched again:',
            `  ${launchLine(order, where, { resume: plan.id })}`,
            ...undoLinesOf(outcome.instanceId, plan),
          ];
    default:
      return neverReached(outcome);
  }
}

function doneLines(
  { instanceId, privateIp }: Extract<LaunchOutcome, { readonly status: 'done' }>,
  { plan, server }: Refused,
): string[] {
  const address = privateIp === undefined ? '' : `, private address ${privateIp}`;
  return [
    `${plan.made === instanceId ? 'Already launched:' : 'Launched'} ${instanceId} from ${plan.image.imageId}${address}. This restore is ${plan.id}.`,
    '',
    'To look at it:',
    `  ${commandText(['show', instanceId], server.inventory)}`,
    'To schedule snapshots of its disks:',
    `  ${enableText(instanceId, 0, server.inventory)}`,
    ...undoLinesOf(instanceId, plan),
  ];
}

function undoLinesOf(instanceId: string, plan: LaunchPlan): string[] {
  return [
    'To undo this restore; it ENDS the new instance, with the disks that are deleted with it, and nothing else:',
    `  ${terminateLine(instanceId, plan)}`,
  ];
}

/** Ends the new instance, and no other. */
export function terminateLine(instanceId: string, { region }: Pick<LaunchPlan, 'region'>): string {
  return `aws ec2 terminate-instances --region ${region} --instance-ids ${shellWord(instanceId)}`;
}
