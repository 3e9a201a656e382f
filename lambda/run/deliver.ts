import { errorOf } from '../aws/errors.ts';
import type { Patience } from '../aws/patience.ts';
import { publish } from '../aws/topic.ts';
import { isToldAt, messageOf } from '../core/report/message.ts';
import { type Report, undelivered } from '../core/report/report.ts';
import { said } from '../core/text.ts';
import type { Settings } from '../settings/settings.ts';

/**
 * Publishes the report to its topic, if there is one and `notify` asks for it.
 *
 * The returned report says whether it was published, or why that failed. Nothing is thrown.
 */
export async function deliver(
  report: Report,
  { snsArn: topicArn, notify }: Pick<Settings, 'snsArn' | 'notify'>,
  patience: Patience,
): Promise<Report> {
  if (topicArn === undefined) return report;
  if (!isToldAt(notify, report)) return { ...report, published: false };
  try {
    await publish(topicArn, messageOf(report), patience);
    return { ...report, published: true };
  } catch (error) {
    const { code, message } = errorOf(error);
    const why = `The report did not reach ${topicArn}: ${code}: ${said(message)}`;
    return { ...undelivered(report, why), published: false };
  }
}
