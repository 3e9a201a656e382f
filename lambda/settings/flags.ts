import { readSettings, type Settings, SettingsError } from './settings.ts';
import type { Flags } from '../commands/program.ts';

/**
 * The settings that regions and flags ask for, each before its environment variable.
 *
 * @throws SettingsError for a value that cannot be used.
 */
export function settingsOf(
  regions: readonly string[],
  flags: Flags,
  env: Readonly<Record<string, string | undefined>>,
): Settings {
  const settings = readSettings(
    {
      ec2_regions: regions.length === 0 ? flags.region : regions.join(' '),
      tag_prefix: flags.prefix,
      sns_arn: flags.snsArn,
      schedule_name: flags.name,
      interval: flags.interval,
      time_zone: flags.timeZone,
      default_frequency: flags.defaultFrequency,
      default_retain: flags.defaultRetain,
      max_deletes: flags.maxDeletes,
      orphan_retain: flags.orphanRetain,
      consistency: flags.consistency,
      copy_tags: flags.copyTags,
      accounts: flags.accounts,
      role_name: flags.roleName,
      external_id: flags.externalId,
    },
    env,
  );
  const topicRegion = settings.snsArn?.split(':')[3];
  if (flags.snsRegion !== undefined && flags.snsRegion !== topicRegion) {
    throw new SettingsError(
      `--sns-region must agree with the region of the topic's ARN, ${JSON.stringify(topicRegion ?? 'which is not given')}, but is ${JSON.stringify(flags.snsRegion)}; leave it out`,
    );
  }
  return settings;
}
