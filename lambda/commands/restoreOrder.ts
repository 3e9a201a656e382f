import { createHash } from 'node:crypto';
import { instantMeant } from '../core/restore/asked/at.ts';
import type { Mode, RestoreOrder, Wished } from '../core/restore/asked/order.ts';
import type { LaunchOrder } from '../core/restore/launched/launchOrder.ts';
import { TOGETHER } from '../settings/mistake.ts';
import { type CommandContext, CommandError } from './command.ts';

/** The options of `restore`. */
export interface RestoreFlags {
  readonly at?: string;
  readonly only?: readonly string[];
  readonly partial?: true;
  readonly attachTo?: string;
  readonly inPlace?: true;
  readonly zone?: string;
  readonly type?: string;
  readonly size?: string;
  readonly iops?: string;
  readonly throughput?: string;
  /** With `image` a key pair; false is none. */
  readonly key?: string | false;
  readonly rate?: string;
  /** Launches a server from an image, instead of making volumes. */
  readonly image?: true;
  readonly subnet?: string;
  readonly securityGroups?: readonly string[];
  readonly profile?: string | false;
  readonly resume?: string;
  readonly again?: true;
  readonly yes?: true;
}

/**
 * Reads what a person asks to be restored.
 *
 * @throws CommandError where an option cannot be read, or where two of them contradict each other.
 */
export function orderOf(
  name: string,
  flags: RestoreFlags,
  { settings, clock }: CommandContext,
): RestoreOrder {
  refuseTogether('--attach-to', flags.attachTo, '--in-place', flags.inPlace);
  refuseTogether('--resume', flags.resume, '--again', flags.again);
  refuseAlone('--subnet', flags.subnet);
  refuseAlone('--security-groups', flags.securityGroups);
  refuseAlone(flags.profile === false ? '--no-profile' : '--profile', flags.profile);
  refuseAlone('--no-key', flags.key === false ? true : undefined);
  return {
    name,
    at: flags.at === undefined ? undefined : instantOf(flags.at, clock.now(), settings.zone),
    only: flags.only ?? [],
    extent: flags.partial ? 'partial' : 'whole',
    mode: modeOf(flags),
    wished: wishedOf(flags),
  };
}

/**
 * Reads what a person asks to be launched from an image.
 *
 * @throws CommandError where an option cannot be read, or where one is for volumes.
 */
export function launchOrderOf(
  name: string,
  flags: RestoreFlags,
  { settings, clock }: CommandContext,
): LaunchOrder {
  refuseTogether('--resume', flags.resume, '--again', flags.again);
  if (flags.zone !== undefined) throw together('--zone', '--image', ZONE_OF_SUBNET);
  for (const [flag, value] of Object.entries(ofVolumes(flags))) refuseTogether(flag, value, '--image', true);
  const { at, type, subnet, securityGroups: groups = [], profile, key } = flags;
  return {
    name,
    at: at === undefined ? undefined : instantOf(at, clock.now(), settings.zone),
    wished: { type, subnet, groups, profile, key },
  };
}

const ZONE_OF_SUBNET = 'with --image the zone comes from the subnet, so give --subnet in place of --zone';

/** The options that are for volumes alone, beside `--zone`. */
function ofVolumes(flags: RestoreFlags): Record<string, unknown> {
  return {
    '--only': flags.only,
    '--partial': flags.partial,
    '--attach-to': flags.attachTo,
    '--in-place': flags.inPlace,
    '--size': flags.size,
    '--iops': flags.iops,
    '--throughput': flags.throughput,
    '--rate': flags.rate,
  };
}

function refuseAlone(flag: string, value: unknown): void {
  if (value === undefined) return;
  throw new CommandError(
    { code: 'wrong-value', key: flag },
    `${flag} is for a server that is launched from an image; add --image, or leave ${flag} out; nothing was changed`,
  );
}

function refuseTogether(one: string, value: unknown, other: string, beside: unknown): void {
  if (value === undefined || beside === undefined) return;
  throw together(one, other, 'leave one of them out');
}

function together(one: string, other: string, remedy: string): CommandError {
  return new CommandError(
    { code: TOGETHER, key: one },
    `${one} and ${other} cannot be given together; ${remedy}; nothing was changed`,
  );
}

function instantOf(
  text: string,
  now: Date,
  zone: CommandContext['settings']['zone'],
): NonNullable<RestoreOrder['at']> {
  const instant = instantMeant(text, now, zone);
  if (instant.ok) return { text, instant: instant.value };
  const { must, like } = instant;
  throw new CommandError({ code: 'wrong-value', key: '--at', found: text, must, like });
}

function modeOf({ attachTo, inPlace }: RestoreFlags): Mode {
  if (attachTo !== undefined) return { kind: 'attach', instance: attachTo };
  return inPlace ? { kind: 'in place' } : { kind: 'beside' };
}

function wishedOf({ zone, type, size, iops, throughput, key, rate }: RestoreFlags): Wished {
  return {
    zone,
    type,
    sizeGiB: numberOf('--size', size, '100'),
    iops: numberOf('--iops', iops, '3000'),
    throughput: numberOf('--throughput', throughput, '125'),
    key: key === false ? undefined : key,
    rate: numberOf('--rate', rate, '300'),
  };
}

function numberOf(flag: string, text: string | undefined, like: string): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw new CommandError({ code: 'wrong-value', key: flag, found: text, must: 'be a whole number', like });
}

/** By which the same command is known when it is given again. */
export function hashOfLaunch({ name, at, wished }: LaunchOrder, region: string): string {
  return hashed(['image', region, name, at?.text, wished]);
}

/** By which the same command is known when it is given again. */
export function hashOf({ name, at, only, extent, mode, wished }: RestoreOrder, region: string): string {
  return hashed([region, name, at?.text, only.toSorted(), extent, mode, wished]);
}

function hashed(asked: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex').slice(0, 8);
}

/** `20261128T184500Z-1a2b3c4d`: when the restore began, and the hash of its order. */
export function restoreId(start: Date, hash: string): string {
  return `${start.toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${hash}`;
}

/** When a restore began, by its id; undefined for what is none. */
export function startOf(id: string): Date | undefined {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-[0-9a-f]{8}$/.exec(id) ?? [];
  return year === undefined ? undefined : new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
