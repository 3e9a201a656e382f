import type { Setting } from './setting.ts';
import * as shape from './shape.ts';

/** The settings that decide which tags go on snapshots. */
export const tagRows = {
  copy_tags: {
    name: 'copyTags',
    cli: { flags: '--copy-tags <patterns>', of: 'runs' },
    prop: 'copyTags',
    kind: 'patterns',
    schema: shape.tagPatterns,
    must: 'be true, false, or patterns of tag keys separated by commas, of which the last that matches decides',
    like: '*,!Secret*',
    fallback: true,
    words:
      "which of the volume's own tags are copied to its snapshots: `true`, `false`, or patterns of keys like `*,!Secret*` (the last pattern that matches decides); `true` leaves out tags that tell a cluster to delete the snapshot",
  },
  copy_instance_tags: {
    name: 'copyInstanceTags',
    cli: { flags: '--copy-instance-tags <patterns>', of: 'runs' },
    prop: 'copyInstanceTags',
    kind: 'patterns',
    schema: shape.tagPatterns,
    must: 'be true, false, or patterns of tag keys separated by commas, of which the last that matches decides',
    like: 'CostCenter,Team*',
    fallback: false,
    words:
      "which of the instance's tags are copied to the snapshots of its volumes, written like `copy_tags`; a tag of the volume with the same key overrides it",
  },
  add_tags: {
    name: 'addTags',
    cli: { flags: '--add-tags <tags>', of: 'runs' },
    prop: 'addTags',
    kind: 'pairs',
    schema: shape.addedTags,
    must: `be 1 to ${shape.MOST_ADDED_TAGS} tags, each key once and of at most 127 characters, not "aws:…", not "Name", each value of at most 256`,
    like: 'CostCenter=100,Team=data',
    otherwise: 'none',
    words:
      'tags for every snapshot, like `CostCenter=100,Team=data`; write a JSON object if a value has a comma',
  },
} as const satisfies Readonly<Record<string, Setting>>;
