import { commandText, type Where } from '../../grammar/commandText.ts';
import { shellWord } from '../../text.ts';
import type { RestoreOrder } from '../asked/order.ts';

/** What a person asks to be launched from an image. */
export interface LaunchOrder {
  /** The id or Name, as it was typed. */
  readonly name: string;
  /** The newest image that was made by then; absent for the newest of all. */
  readonly at?: RestoreOrder['at'];
  readonly wished: LaunchWishes;
}

/** Values that a person gives, whatever is remembered; `false` is none. */
export interface LaunchWishes {
  readonly type?: string | undefined;
  /** Its id. */
  readonly subnet?: string | undefined;
  /** Ids of security groups; none for those that are remembered. */
  readonly groups: readonly string[];
  /** An instance profile, by its name or ARN. */
  readonly profile?: string | false | undefined;
  /** The name of a key pair. */
  readonly key?: string | false | undefined;
}

/** The command line of an order, to be copied. */
export function launchLine(
  { name, at, wished }: LaunchOrder,
  where: Where,
  added: { readonly resume?: string; readonly again?: true } = {},
): string {
  const { type, subnet, groups, profile, key } = wished;
  return commandText(
    [
      'restore',
      shellWord(name),
      '--image',
      ...option('at', at?.text),
      ...option('type', type),
      ...option('subnet', subnet),
      ...(groups.length === 0 ? [] : ['--security-groups', ...groups.map(shellWord)]),
      ...option('profile', profile),
      ...option('key', key),
      ...option('resume', added.resume),
      ...(added.again ? ['--again'] : []),
    ],
    where,
  );
}

function option(flag: string, value: string | false | undefined): string[] {
  if (value === false) return [`--no-${flag}`];
  return value === undefined ? [] : [`--${flag}`, shellWord(value)];
}
