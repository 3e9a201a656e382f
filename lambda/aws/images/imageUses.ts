import type { EC2Client } from '@aws-sdk/client-ec2';
import pLimit from 'p-limit';
import { grouped } from '../../core/grouped.ts';
import type { ImageInventory } from '../../core/inventory.ts';
import { said, told } from '../../core/text.ts';
import type { Site } from '../clients.ts';
import { errorOf } from '../errors.ts';
import type { AutoScaling, PinnedTemplate } from './autoScaling.ts';
import { listedVersions, type TemplateVersion, versionsOf } from './launchTemplates.ts';

export type ImageUses = Pick<ImageInventory, 'uses' | 'usesUnknown'>;

/** What names an image: the image's id or a parameter of Systems Manager, and the words for it. */
interface Use {
  readonly image: string;
  /** `the launch template web (lt-1)` */
  readonly by: string;
  /** What it does to the image: `names it`. */
  readonly how: string;
}

/**
 * Looks up what starts instances from images: launch templates by their latest and default versions, Auto Scaling
 * groups by the versions they are pinned to, their overrides and their launch configurations.
 *
 * Where a look is refused, or a template takes its image from a parameter, not all uses are known. Those that are known
 * are told all the same.
 */
export async function imageUses(site: Site, client: EC2Client): Promise<ImageUses> {
  const [listed, scaling] = await Promise.all([
    look(() => listedVersions(client), []),
    look(() => autoScaling(site), NOTHING_SCALED),
  ]);
  const pinned = await look(() => pinnedVersions(client, scaling.found, listed.found), []);
  const uses = [
    ...groupUses(scaling.found, [...listed.found, ...pinned.found]),
    ...templateUses(listed.found),
  ];
  const refusal = listed.refusal ?? scaling.refusal ?? pinned.refusal;
  const unknown = refusal ?? inParameters(uses);
  return {
    uses: new Map(uses.toReversed().map(({ image, by, how }) => [image, `${by} ${how}`])),
    ...(unknown === undefined ? {} : { usesUnknown: `what uses images could not be looked up (${unknown})` }),
  };
}

const NOTHING_SCALED: AutoScaling = { groups: [], configurations: [] };

/** Its client is loaded with the first question: a run without images does not need it. */
async function autoScaling(site: Site): Promise<AutoScaling> {
  const { readAutoScaling } = await import('./autoScaling.ts');
  return readAutoScaling(site);
}

interface Look<Found> {
  readonly found: Found;
  /** `CODE: message` */
  readonly refusal?: string;
}

async function look<Found>(ask: () => Promise<Found>, none: Found): Promise<Look<Found>> {
  try {
    return { found: await ask() };
  } catch (error) {
    const { code, message } = errorOf(error);
    return { found: none, refusal: `${code}: ${said(message)}` };
  }
}

/** How many templates are asked about at the same time. */
const SIDE_BY_SIDE = 5;

/** The versions that groups are pinned to, without those that were listed. */
async function pinnedVersions(
  client: EC2Client,
  { groups }: AutoScaling,
  listed: readonly TemplateVersion[],
): Promise<TemplateVersion[]> {
  const known = new Set(listed.map(keyOf));
  const asked = new Map(
    groups
      .flatMap(({ templates }) => templates)
      .filter((one) => !known.has(keyOf(one)))
      .map((one) => [keyOf(one), one]),
  );
  const limit = pLimit(SIDE_BY_SIDE);
  const answers = [...grouped(asked.values(), ({ id }) => id)].map(async ([id, ones]) =>
    limit(() =>
      versionsOf(
        client,
        id,
        ones.map(({ version }) => version),
      ),
    ),
  );
  return (await Promise.all(answers)).flat();
}

function keyOf({ id, version }: PinnedTemplate): string {
  return `${id} ${version}`;
}

function templateUses(listed: readonly TemplateVersion[]): Use[] {
  return listed.flatMap(({ image, title }) =>
    image === undefined ? [] : [{ image, by: `the launch template ${title}`, how: 'names it' }],
  );
}

function groupUses({ groups, configurations }: AutoScaling, versions: readonly TemplateVersion[]): Use[] {
  const imageOfVersion = new Map(versions.map((one) => [keyOf(one), one.image]));
  const imageOf = new Map(configurations.map(({ name, image }) => [name, image]));
  const ofGroups = groups.flatMap(({ name, templates, images, configuration = '' }) => {
    const by = `the Auto Scaling group ${told(name)}`;
    const pinned = templates.map((one) => imageOfVersion.get(keyOf(one)));
    return [...images, ...pinned, imageOf.get(configuration)].flatMap((image) =>
      image === undefined ? [] : [{ image, by, how: 'starts servers from it' }],
    );
  });
  const ofConfigurations = configurations.map(({ name, image }) => {
    return { image, by: `the launch configuration ${told(name)}`, how: 'names it' };
  });
  return [...ofGroups, ...ofConfigurations];
}

/** AWS keeps what begins with `/aws/service/` for its own images. */
const PARAMETER = /^resolve:ssm:(?!(?:arn:[^/]*:parameter)?\/aws\/service\/)(.+)$/;

/** Only Systems Manager knows which image is in a parameter, and the role has no right to ask it. */
function inParameters(uses: readonly Use[]): string | undefined {
  const named = uses.flatMap(({ image, by }) => {
    const [, parameter] = PARAMETER.exec(image) ?? [];
    return parameter === undefined ? [] : [`${by} takes its image from the parameter ${told(parameter)}`];
  });
  const [first, ...others] = new Set(named);
  if (first === undefined) return undefined;
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  return `${first}${more}; parameters are not read: name the image by its id there`;
}
