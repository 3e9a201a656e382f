import {
  type EC2Client,
  type LaunchTemplateVersion,
  paginateDescribeLaunchTemplateVersions,
} from '@aws-sdk/client-ec2';
import { titled } from '../../core/text.ts';
import { errorOf } from '../errors.ts';
import { collected, detached } from '../pages.ts';

/** One version of a launch template, as far as an image is concerned. */
export interface TemplateVersion {
  /** `web (lt-0123456789abcdef0)` */
  readonly title: string;
  readonly id: string;
  readonly version: string;
  /** The id of an image, or `resolve:ssm:` and a parameter; absent where the version names none. */
  readonly image?: string | undefined;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeLaunchTemplateVersions.html */
const MOST_VERSIONS = 200;

/**
 * The latest and the default version of each launch template of the account, those included that a service of AWS
 * manages.
 */
export async function listedVersions(client: EC2Client): Promise<TemplateVersion[]> {
  return versions(client, { Versions: ['$Latest', '$Default'] });
}

/**
 * Some versions of one launch template, without those that are gone: nothing is started from them.
 *
 * AWS refuses a whole call for one version that is gone, so then each is asked for alone.
 */
export async function versionsOf(
  client: EC2Client,
  LaunchTemplateId: string,
  numbers: readonly string[],
): Promise<TemplateVersion[]> {
  try {
    return await versions(client, { LaunchTemplateId, Versions: [...numbers] });
  } catch (error) {
    const { code } = errorOf(error);
    if (code === 'InvalidLaunchTemplateId.NotFound') return [];
    if (code !== 'InvalidLaunchTemplateId.VersionNotFound') throw error;
    if (numbers.length === 1) return [];
    const each = await Promise.all(numbers.map((one) => versionsOf(client, LaunchTemplateId, [one])));
    return each.flat();
  }
}

async function versions(
  client: EC2Client,
  asked: { readonly LaunchTemplateId?: string; readonly Versions: string[] },
): Promise<TemplateVersion[]> {
  const input = { ...asked, IncludeManagedResources: true };
  const pages = paginateDescribeLaunchTemplateVersions({ client, pageSize: MOST_VERSIONS }, input);
  return collected(pages, ({ LaunchTemplateVersions = [] }) => LaunchTemplateVersions.map(version));
}

function version(one: LaunchTemplateVersion): TemplateVersion {
  const { LaunchTemplateId: id = '', LaunchTemplateName: name, LaunchTemplateData: data } = one;
  return {
    title: titled(detached(id), name),
    id: detached(id),
    version: String(one.VersionNumber),
    image: data?.ImageId && detached(data.ImageId),
  };
}
