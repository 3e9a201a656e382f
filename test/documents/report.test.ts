import { expect, test } from 'vitest';
import { CAUSE_NAMES, CAUSES } from '../../lambda/core/report/causes/causes.ts';
import { rowsUnder } from './pages.ts';

test('docs/report.md has a row for each cause, in the order of the report, with its level', () => {
  const rows = rowsUnder('docs/report.md', '| the headline says | level | cause | remedy |');
  expect(rows.map(([, level]) => level)).toEqual(CAUSE_NAMES.map((name) => CAUSES[name].level));
});
