import { partitionOf } from '../arns.ts';
import { authorize, authorizeOnAll } from '../authorize.ts';
import { filterOf } from '../filters.ts';
import type { Fields } from '../filters.ts';
import type { LaunchTemplate, TemplateVersion } from '../launchTemplates.ts';
import { pageOf } from '../paging.ts';
import { byId } from '../shelf.ts';
import { AwsError } from '../wire/errors.ts';
import { list, notEmulated } from '../wire/request.ts';
import type { Call, Params } from '../wire/request.ts';
import type { Xml, XmlFields } from '../wire/xml.ts';
import type { Place, World } from '../world.ts';
import { templateNamed } from './describeLaunchTemplates.ts';
import { found, TEMPLATE } from './lookup.ts';
import { combination } from './volumeRules.ts';

interface Listed extends TemplateVersion {
  readonly id: string;
  readonly template: LaunchTemplate;
  /** What the answer tells as the image. */
  readonly image: string | undefined;
}

/**
 * The versions of one template, or of all templates the latest or the default ones: no call lists all versions of
 * all. An image that is in a parameter of Systems Manager shows by its id only if asked for (ResolveAlias). No service
 * manages a template here, so IncludeManagedResources adds none.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeLaunchTemplateVersions.html
 */
export function describeLaunchTemplateVersions(call: Call, world: World): XmlFields {
  authorizeOnAll(call, world);
  notEmulated(call.params, ['MinVersion', 'MaxVersion']);
  const place = world.place(call.account, call.region);
  const records = chosen(call.params, place).map(([template, version]): Listed => {
    const id = `${template.id} ${String(version.number).padStart(9, '0')}`;
    return { ...version, id, template, image: imageOf(call, world, version) };
  });
  const page = pageOf(call, world, {
    records: records.toSorted(byId),
    matches: filterOf(call.params, FIELDS),
    byIds: false,
    sizes: [1, 200],
  });
  return { launchTemplateVersionSet: page.items.map(shapeOf), nextToken: page.nextToken };
}

function chosen(params: Params, place: Place): [LaunchTemplate, TemplateVersion][] {
  const { LaunchTemplateId: id, LaunchTemplateName: name } = params;
  const asked = list(params, 'LaunchTemplateVersion');
  if (id !== undefined && name !== undefined)
    throw combination('The parameters LaunchTemplateId and LaunchTemplateName cannot be used together');
  if (id !== undefined) return versionsOf(found(place.launchTemplates, id, TEMPLATE), asked);
  if (name !== undefined) return versionsOf(templateNamed(name, place), asked);
  // Which code refuses the versions of all templates is not documented.
  if (asked.length === 0 || asked.some((version) => version !== '$Latest' && version !== '$Default')) {
    throw new AwsError(
      'MissingParameter',
      'Without a launch template the versions must be $Latest or $Default.',
    );
  }
  return place.launchTemplates.inOrder().flatMap((template) => versionsOf(template, asked));
}

/** Each once, also where the latest is the default. */
function versionsOf(template: LaunchTemplate, asked: readonly string[]): [LaunchTemplate, TemplateVersion][] {
  const versions =
    asked.length === 0 ? template.versions : new Set(asked.map((version) => versionOf(template, version)));
  return [...versions].map((version) => [template, version]);
}

function versionOf(template: LaunchTemplate, asked: string): TemplateVersion {
  const { versions, defaultVersion, id } = template;
  const number = asked === '$Default' ? defaultVersion : Number(asked);
  const version = asked === '$Latest' ? versions.at(-1) : versions.find((one) => one.number === number);
  if (version) return version;
  throw new AwsError(
    'InvalidLaunchTemplateId.VersionNotFound',
    `Could not find the specified version ${asked} for the launch template with ID ${id}.`,
  );
}

/** That resolving needs permission to read the parameter is our strict guess. */
function imageOf(call: Call, world: World, { imageId, resolvesTo }: TemplateVersion): string | undefined {
  const [, parameter] = /^resolve:ssm:(.+)$/.exec(imageId ?? '') ?? [];
  if (parameter === undefined || call.params.ResolveAlias !== 'true') return imageId;
  const { region, account } = call;
  const path = parameter.replace(/^\/?/, '/');
  const resource = `arn:${partitionOf(region)}:ssm:${region}:${account}:parameter${path}`;
  authorize(call, world, [{ action: 'ssm:GetParameters', resource }]);
  return resolvesTo;
}

const FIELDS: Fields<Listed> = {
  'create-time': ({ createdAt }) => createdAt,
  'image-id': ({ image }) => image,
  'is-default-version': ({ number, template }) => number === template.defaultVersion,
};

function shapeOf({ template, number, createdAt, image }: Listed): Xml {
  return {
    launchTemplateId: template.id,
    launchTemplateName: template.name,
    versionNumber: number,
    createTime: createdAt,
    createdBy: `arn:aws:iam::${template.account}:root`,
    defaultVersion: number === template.defaultVersion,
    launchTemplateData: { imageId: image },
  };
}
