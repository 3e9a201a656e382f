import { errorOf } from '../aws/errors.ts';
import type { Patience } from '../aws/patience.ts';
import { publish } from '../aws/topic.ts';
import { type Report, undelivered } from '../core/report/report.ts';
import { reportSubject, reportText } from '../core/report/reportText.ts';
import { said } from '../core/text.ts';

/**
 * Publishes the report to its topic, if there is one. A follow-up on which nothing is wrong is not published.
 *
 * If that fails, the returned report says so, and nothing is thrown.
 */
export async function deliver(
  report: Report,
  topicArn: string | undefined,
  patience: Patience,
): Promise<Report> {
  const isQuiet = report.followUp !== undefined && report.headline.level === 'OK';
  if (topicArn === undefined || isQuiet) return report;
  try {
    await publish(topicArn, reportSubject(report), reportText(report), patience);
    return report;
  } catch (error) {
    const { code, message } = errorOf(error);
    return undelivered(report, `The report did not reach ${topicArn}: ${code}: ${said(message)}`);
  }
}
