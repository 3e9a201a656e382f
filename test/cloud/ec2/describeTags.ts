import { authorizeOnAll } from '../authorize.ts';
import { filterOf } from '../filters.ts';
import type { Fields } from '../filters.ts';
import { pageOf } from '../paging.ts';
import type { Resource } from '../records.ts';
import { byId } from '../shelf.ts';
import type { Call } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import type { World } from '../world.ts';

/** One tag of one resource; the id gives the order of pages. */
interface TagRecord {
  readonly id: string;
  readonly resourceId: string;
  readonly resourceType: string;
  readonly key: string;
  readonly value: string;
}

/** Lists the tags of all resources, one by one, for a person at the AWS CLI. */
export function describeTags(call: Call, world: World): XmlFields {
  authorizeOnAll(call, world);
  const { instances, volumes, snapshots, images } = world.place(call.account, call.region);
  const resources: Resource[] = [instances, volumes, snapshots, images].flatMap<Resource>((shelf) =>
    shelf.inOrder(),
  );
  const records = resources
    .flatMap(({ id: resourceId, kind: resourceType, tags }) =>
      Object.entries(tags).map(([key, value]): TagRecord => {
        return { id: `${resourceId} ${key}`, resourceId, resourceType, key, value };
      }),
    )
    .toSorted(byId);
  const page = pageOf(call, world, { records, matches: filterOf(call.params, FIELDS), byIds: false });
  return {
    tagSet: page.items.map(({ resourceId, resourceType, key, value }) => ({
      resourceId,
      resourceType,
      key,
      value,
    })),
    nextToken: page.nextToken,
  };
}

const FIELDS: Fields<TagRecord> = {
  key: ({ key }) => key,
  value: ({ value }) => value,
  'resource-id': ({ resourceId }) => resourceId,
  'resource-type': ({ resourceType }) => resourceType,
};
