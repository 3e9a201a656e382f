import type { Setting } from './setting.ts';
import * as shape from './shape.ts';

/** The settings of coverage, which says which volumes are not safe. */
export const coverageRows = {
  coverage: {
    name: 'coverage',
    cli: { flags: '--coverage', of: 'runs' },
    prop: 'coverage',
    kind: 'flag',
    schema: shape.flag,
    must: 'be true or false',
    like: true,
    fallback: false,
    words:
      'reads the snapshots of all producers in each run, and lists in the report the volumes that are not inside their objective',
  },
  rpo: {
    name: 'rpo',
    cli: { flags: '--rpo <age>', of: 'coverage' },
    prop: 'rpo',
    kind: 'text',
    schema: shape.rpo,
    must: 'be a whole number of hours, days or weeks (26h, 2d, 1w)',
    like: '26h',
    mended: shape.mendedRpo,
    otherwise: 'none',
    words:
      'how old the newest restorable snapshot of a volume may become (`26h`, `2d`, `1w`), for volumes without the tag `autosnap_rpo` and without a schedule',
  },
} as const satisfies Readonly<Record<string, Setting>>;
