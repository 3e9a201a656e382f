import { escaped, many } from '../../page/html.ts';
import { placeOf } from '../../text.ts';
import { assumedText } from '../lines.ts';
import type { CoveragePage } from './given.ts';

/** What an auditor can rest on, and what nobody can know from a list of snapshots. */
export function proves({ coverage, of, places }: CoveragePage): string {
  const { sums, copies } = coverage;
  const rests = [
    'A snapshot counts from when AWS had all its data, and its age from when it began. One that is pending, failed, archived or in the Recycle Bin does not count.',
    '<em>ours</em>: its mark and its description are those of aws-snapper. <em>AWS Backup</em> and <em>DLM</em>: a tag that only AWS can write. <em>other</em>: anybody else; a name with a question mark is a guess and decides nothing.',
    'The standing of a volume is that of now. Its days are computed from the snapshots that are left.',
  ];
  const unknown = [
    'Whether a snapshot can be restored. Only where it says <em>proved</em>, blocks of one were looked at, on that day.',
    'What others deleted. Where it matters, a share is “at least”: it can have been more. Days of which the snapshots do not say all are “not known”.',
    'Whether an objective is what your organisation agreed to. Each row says where it comes from, and anybody who can tag can write one.',
    ...assumedText(sums).map(escaped),
    ...(copies === 0
      ? []
      : [
          `Of which volume ${many(copies, 'snapshot is that was', 'snapshots are that were')} copied from another one: ${copies === 1 ? 'it counts' : 'they count'} for none.`,
        ]),
    ...(of === 'ours'
      ? ['What other producers save, and volumes without an objective: this page has own snapshots only.']
      : []),
    'Volumes that are gone, and what is on no EBS volume: instance stores, databases, file systems, buckets.',
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
