import { escaped, many } from '../../page/html.ts';
import { placeOf } from '../../text.ts';
import { assumedText } from '../lines.ts';
import type { CoveragePage } from './given.ts';

/** What an auditor can rest on, and what nobody can know from a list of snapshots. */
export function proves({ coverage, of, places }: CoveragePage): string {
  const { sums, copies } = coverage;
  const rests = [
    'A snapshot counts from when AWS had all its data, and its age from when it began. One that is pending, failed, archived or in the Recycle Bin does not count.',
    '<em>ours</em>, <em>AWS Backup</em> and <em>DLM</em> are told by tags and descriptions that volumes do not hand on. <em>other</em> is a person or any program; a name with a question mark is a guess and decides nothing.',
    'The newest snapshot, its objective and its standing are those of now. The days are told from the snapshots that are left.',
  ];
  const unknown = [
    'That a snapshot can be restored. Only where <em>proved</em> stands, somebody looked into one, on that day.',
    'What others deleted. Where it matters, a share is “at least”: it can have been more. Days of which the snapshots do not tell all are “not known”.',
    ...assumedText(sums).map(escaped),
    ...(copies === 0
      ? []
      : [
          `${many(copies, 'snapshot is a copy', 'snapshots are copies')} of which nothing says from which volume; ${copies === 1 ? 'it counts' : 'they count'} for none.`,
        ]),
    ...(of === 'ours'
      ? ['What other producers save, and volumes without an objective: this page has own snapshots only.']
      : []),
    'Volumes that were deleted since, and what is on no EBS volume: instance stores, databases, file systems, buckets.',
  ];
  return `<section aria-labelledby="proves">
<h2 id="proves">What these figures prove, and what they cannot know</h2>
<h3>They rest on</h3>
${list(rests)}<h3>They cannot know</h3>
${list(unknown)}<h3>Where</h3>
<p>Read: ${places.map((one) => escaped(placeOf(one))).join(', ')}.</p>
</section>
`;
}

function list(sentences: readonly string[]): string {
  return `<ul class="proves">${sentences.map((one) => `<li>${one}</li>`).join('\n')}</ul>
`;
}
