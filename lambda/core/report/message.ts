import { visible } from '../text.ts';
import type { Report } from './report.ts';
import { LARGEST_MESSAGE, reportSubject, reportText } from './reportText.ts';
import { countOf } from './sections.ts';

/** When a report goes to its topic. */
export type Notify = 'always' | 'changes' | 'trouble';

/** What goes to a topic. A subscription can filter by the attributes, and none of them is ever empty. */
export interface Message {
  readonly subject: string;
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * Whether a report goes to its topic.
 *
 * `changes` are what was created or deleted, in a dry run what would be, and whatever is wrong. A follow-up is told
 * only if something is wrong, whatever `notify` says: the report before it has told the rest.
 */
export function isToldAt(notify: Notify, { headline, regions, followUp }: Report): boolean {
  if (headline.level !== 'OK') return true;
  if (followUp !== undefined) return false;
  const { images, replicas } = headline;
  const hasChanged =
    [headline, images, replicas].some((sums) => (sums?.created ?? 0) + (sums?.deleted ?? 0) > 0) ||
    regions.some(({ totals }) => CHANGES.some((name) => countOf(totals, name) > 0));
  return notify === 'always' || (notify === 'changes' && hasChanged);
}

/** What is in no sum of the headline. */
const CHANGES = [
  'wouldCreate',
  'wouldDelete',
  'wouldCreateImages',
  'wouldDeleteImages',
  'wouldDeleteLeftOvers',
  'leftOversDeleted',
  'wouldReplicate',
  'wouldDeleteReplicas',
] as const;

/**
 * The report as SNS takes it: 256 KiB of UTF-8 with the attributes, whose values are never empty.
 *
 * What cannot be seen in a job's name is there by number, as in the text.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
export function messageOf(report: Report): Message {
  const attributes = {
    level: report.headline.level,
    job: visible(report.jobName).trim() || UNKNOWN,
    account: report.account ?? UNKNOWN,
    prefix: report.prefix,
  };
  const text = reportText(report, LARGEST_MESSAGE - bytesIn(attributes));
  return { subject: reportSubject(report), text, attributes };
}

const UNKNOWN = 'unknown';

/** Name, type and value of each count. */
function bytesIn(attributes: Message['attributes']): number {
  const counted = Object.entries(attributes).flatMap(([name, value]) => [name, 'String', value]);
  return new TextEncoder().encode(counted.join('')).length;
}
