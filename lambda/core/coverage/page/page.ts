import { clockText, type Zone } from '../../calendar.ts';
import type { Tags } from '../../snapshot.ts';
import { pageDocument } from '../../page/document.ts';
import { escaped } from '../../page/html.ts';
import type { Place } from '../../text.ts';
import type { CoverageSettings } from '../coverage.ts';
import { coverageSentences } from '../lines.ts';
import type { Coverage } from '../merged.ts';

/** What the page of `aws-snapper coverage --html` tells. */
export interface CoveragePage {
  /** Whole or cut; the page counts what was left out. */
  readonly coverage: Coverage;
  /** When it was read. */
  readonly now: Date;
  /** The zone in which its days begin. */
  readonly zone: Zone;
  /** Whose snapshots it contains. */
  readonly of: CoverageSettings['of'];
  /** The tags of volumes by their ids, for the filter. A volume that has none can be absent. */
  readonly tags: ReadonlyMap<string, Tags>;
  /** The regions that were read, also those without volumes. */
  readonly places: readonly Place[];
  /** What could not be read, each a sentence that begins with the place. */
  readonly unread: readonly string[];
}

/** The page of `aws-snapper coverage --html`: one self-contained HTML document that works without network. */
export function coveragePage({ coverage, now, zone }: CoveragePage): string {
  const sentences = coverageSentences(coverage.sums, zone).map((one) => `<p>${escaped(one)}</p>`);
  const body = `<header>
<h1>Coverage on ${clockText(now, zone)}</h1>
</header>
<main>${sentences.join('\n')}</main>
`;
  return pageDocument({
    title: 'aws-snapper coverage',
    style: { text: '', hash: '' },
    script: { text: '', hash: '' },
    body,
  });
}
