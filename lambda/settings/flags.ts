import { didYouMean } from '../core/grammar/nearest.ts';
import { isMistyped, regionsNear } from '../core/grammar/regions.ts';
import { inQuotes } from '../core/text.ts';
import { quoted } from './mistake.ts';
import { environmentPlace, type Place, SettingsError } from './place.ts';
import { deployedPrefixes, type Settings, settingsIn } from './settings.ts';
import type { Camel, Setting } from './setting.ts';
import { type Key, table, type Table } from './table.ts';

/** The settings that have a flag. */
type FlagKey = {
  [K in Key]: Table[K] extends { readonly cli: { readonly flags: string } } ? K : never;
}[Key];

/** The flags of settings as they were given: that of a switch has no value. */
export type SettingFlags = {
  readonly [K in FlagKey as NameOf<K>]?: Table[K] extends { readonly kind: 'flag' } ? true : string;
};

type NameOf<K extends FlagKey> = Table[K]['cli'] extends { readonly as: infer As extends string }
  ? As
  : Camel<K>;

/** What a command line says about settings; `snsRegion` is that of old ones. */
export type GivenFlags = SettingFlags & { readonly snsRegion?: string };

/**
 * The settings that regions and flags ask for. They override the environment.
 *
 * @throws SettingsError for a value that cannot be used.
 */
export function settingsOf(
  regions: readonly string[],
  flags: GivenFlags,
  env: Readonly<Record<string, string | undefined>>,
): Settings {
  const settings = settingsIn([flagsPlace(regions, flags), environmentPlace(env)], deployedPrefixes(env));
  const like = settings.snsArn?.split(':')[3];
  if (flags.snsRegion !== undefined && flags.snsRegion !== like) {
    if (like === undefined) throw withoutTopic();
    const must = "agree with the region of the topic's ARN";
    throw new SettingsError({ code: 'wrong-value', key: '--sns-region', found: flags.snsRegion, must, like });
  }
  refuseMistyped(settings);
  return settings;
}

/**
 * Where every region is a slip of the keyboard, AWS need not be asked.
 *
 * Beside a right one it stops nothing: its own line of the report tells of it.
 */
function refuseMistyped({ regions }: Settings): void {
  if (regions?.kind !== 'named' || !regions.names.every(isMistyped)) return;
  const near = regions.names.flatMap(regionsNear);
  const [name, like] = [regions.names.join(' '), near.length === 1 ? near[0] : undefined];
  throw new SettingsError(
    { code: 'wrong-value', key: 'regions', found: name, must: 'be regions', like },
    { message: `${inQuotes(name)} is not a region${didYouMean(near)}` },
  );
}

function withoutTopic(): SettingsError {
  const must = 'be given beside --sns-region, which otherwise can be left out';
  return new SettingsError({ code: 'missing', key: '--sns-arn', must, like: table.sns_arn.like });
}

/** Regions that are arguments, and flags, as a place that gives settings. */
export function flagsPlace(regions: readonly string[], flags: GivenFlags): Place {
  const values = new Map<string, unknown>(
    Object.entries(flags).map(([name, value]) => [flagOf(name), value]),
  );
  if (regions.length > 0) values.set(REGIONS, regions.join(' '));
  return {
    source: 'command line',
    namesOf: (key) => (key === 'regions' ? [REGIONS, flagOf(key)] : [flagOf(nameOf(key))]),
    valueOf: (name) => values.get(name),
    write: (value) => quoted(String(value)),
  };
}

/** The name of a setting's flag; that of one without a flag is never given. */
function nameOf(key: Key): string {
  const { cli }: Setting = table[key];
  return cli !== undefined && 'flags' in cli ? (cli.as ?? key) : key;
}

/** The arguments of `plan` and `run`. */
const REGIONS = 'regions';

/** `timeZone` and `time_zone` → `--time-zone`. */
function flagOf(name: string): string {
  return `--${name.replaceAll('_', '-').replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
