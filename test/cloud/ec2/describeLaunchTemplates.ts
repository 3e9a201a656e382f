import { authorizeOnAll } from '../authorize.ts';
import { filterOf } from '../filters.ts';
import type { Fields } from '../filters.ts';
import type { LaunchTemplate } from '../launchTemplates.ts';
import { pageOf } from '../paging.ts';
import { list, notEmulated } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { Xml, XmlFields } from '../wire/xml.ts';
import type { Place, World } from '../world.ts';
import { found, TEMPLATE } from './lookup.ts';
import { tagSet } from './shapes.ts';
import { AwsError } from '../wire/errors.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeLaunchTemplates.html */
export function describeLaunchTemplates(call: Call, world: World): XmlFields {
  authorizeOnAll(call, world);
  notEmulated(call.params, ['IncludeManagedResources']);
  const place = world.place(call.account, call.region);
  const ids = list(call.params, 'LaunchTemplateId');
  const names = list(call.params, 'LaunchTemplateName');
  const asked = new Set([
    ...ids.map((id) => found(place.launchTemplates, id, TEMPLATE)),
    ...names.map((name) => templateNamed(name, place)),
  ]);
  const matches = filterOf(call.params, FIELDS, ({ tags }) => tags);
  const page = pageOf(call, world, {
    records: place.launchTemplates.inOrder(),
    matches: (template) => (asked.size === 0 || asked.has(template)) && matches(template),
    byIds: false,
    sizes: [1, 200],
  });
  return { launchTemplates: page.items.map(shapeOf), nextToken: page.nextToken };
}

export function templateNamed(name: string, { launchTemplates }: Place): LaunchTemplate {
  const template = launchTemplates.inOrder().find((one) => one.name === name);
  if (template) return template;
  throw new AwsError(
    'InvalidLaunchTemplateName.NotFoundException',
    `At least one of the launch templates specified in the request does not exist: ${name}.`,
  );
}

const FIELDS: Fields<LaunchTemplate> = {
  'create-time': ({ createdAt }) => createdAt,
  'launch-template-name': ({ name }) => name,
};

function shapeOf(template: LaunchTemplate): Xml {
  return {
    launchTemplateId: template.id,
    launchTemplateName: template.name,
    createTime: template.createdAt,
    createdBy: `arn:aws:iam::${template.account}:root`,
    defaultVersionNumber: template.defaultVersion,
    latestVersionNumber: template.versions.at(-1)?.number,
    tagSet: tagSet(template.tags),
  };
}
