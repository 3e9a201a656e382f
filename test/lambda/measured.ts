import { vi } from 'vitest';
import type { Report } from '../../lambda/core/report/report.ts';
import { emitMetrics } from '../../lambda/run/metrics.ts';

/** What a run hands to CloudWatch, by metric. */
export function measured(report: Report): Readonly<Record<string, unknown>> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    emitMetrics(report, 'function');
    return JSON.parse(write.mock.calls.map(([chunk]) => String(chunk)).join('') || '{}');
  } finally {
    write.mockRestore();
  }
}
