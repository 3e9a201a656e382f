import { authorizeOnAll } from '../authorize.ts';
import { filterOf } from '../filters.ts';
import { pageOf } from '../paging.ts';
import type { RootTask } from '../records.ts';
import { list } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import type { World } from '../world.ts';
import { chosen, ROOT_TASK } from './lookup.ts';
import { rootTaskShape } from './shapes.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeReplaceRootVolumeTasks.html */
export function describeReplaceRootVolumeTasks(call: Call, world: World): XmlFields {
  authorizeOnAll(call, world);
  const { rootTasks } = world.place(call.account, call.region);
  const ids = list(call.params, 'ReplaceRootVolumeTaskId');
  const page = pageOf(call, world, {
    records: chosen(rootTasks, ids, ROOT_TASK),
    matches: filterOf<RootTask>(call.params, { 'instance-id': ({ instance }) => instance.id }),
    byIds: ids.length > 0,
  });
  return { replaceRootVolumeTaskSet: page.items.map(rootTaskShape), nextToken: page.nextToken };
}
