import { DescribeImageAttributeCommand, type EC2Client, type LaunchPermission } from '@aws-sdk/client-ec2';
import pLimit from 'p-limit';
import { said, told } from '../../core/text.ts';
import { ec2Repeating, type Site } from '../clients.ts';
import { errorOf } from '../errors.ts';

/** How many images are asked about at the same time: AWS has no call for several. */
const SIDE_BY_SIDE = 5;

/**
 * Asks with whom images are shared: why each of them must stay, by its id. Who may launch an image is in no listing.
 *
 * An image that cannot be asked about, or not in time, must stay, too. One that does not exist any more is not in the answer.
 *
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImageAttribute.html
 */
export async function sharedWith(
  site: Site,
  imageIds: readonly string[],
  client: EC2Client = ec2Repeating(site),
): Promise<ReadonlyMap<string, string>> {
  const limit = pLimit(SIDE_BY_SIDE);
  try {
    const inTime = async (id: string) => (isLate(site) ? LATE : asked(client, id));
    const answers = await Promise.all(imageIds.map(async (id) => limit(() => inTime(id))));
    return new Map(
      imageIds.flatMap((id, index) => {
        const because = answers[index];
        return because === undefined ? [] : [[id, because] as const];
      }),
    );
  } finally {
    client.destroy();
  }
}

const LATE = 'with whom it is shared was not looked up: there was no time left for it';

function isLate({ patience }: Site): boolean {
  return patience !== undefined && patience.clock.now() >= patience.until;
}

async function asked(client: EC2Client, ImageId: string): Promise<string | undefined> {
  try {
    const question = new DescribeImageAttributeCommand({ ImageId, Attribute: 'launchPermission' });
    const { LaunchPermissions = [] } = await client.send(question);
    return sharingOf(LaunchPermissions);
  } catch (error) {
    const { code, message } = errorOf(error);
    // Of an image that was deregistered AWS says the second.
    if (code === 'InvalidAMIID.NotFound' || code === 'InvalidAMIID.Unavailable') return undefined;
    return `with whom it is shared could not be looked up (${code}: ${said(message)})`;
  }
}

/** `shared with 222222222222`, or `shared with 222222222222 and 2 more`. */
function sharingOf(permissions: readonly LaunchPermission[]): string | undefined {
  if (permissions.some(({ Group }) => Group === 'all')) return 'it is public';
  const [first, ...others] = permissions.map(holderOf);
  if (first === undefined) return undefined;
  return others.length === 0 ? `shared with ${first}` : `shared with ${first} and ${others.length} more`;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchPermission.html */
function holderOf({ UserId, OrganizationArn, OrganizationalUnitArn }: LaunchPermission): string {
  if (UserId !== undefined) return told(UserId);
  if (OrganizationArn !== undefined) return `the organisation ${lastPart(OrganizationArn)}`;
  if (OrganizationalUnitArn !== undefined)
    return `the organisational unit ${lastPart(OrganizationalUnitArn)}`;
  return 'somebody that AWS does not name';
}

/** `o-a1b2c3d4e5` of `arn:aws:organizations::222222222222:organization/o-a1b2c3d4e5`. */
function lastPart(arn: string): string {
  return told(arn.slice(arn.lastIndexOf('/') + 1));
}
