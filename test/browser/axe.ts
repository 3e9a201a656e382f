import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface Findings {
  readonly violations: readonly { id: string; nodes: readonly { html: string }[] }[];
  readonly passes: readonly { id: string }[];
}

/** What axe finds when everything that can be opened is open. */
export async function findings(page: Page): Promise<{ violations: string[]; passes: string[] }> {
  await page.addScriptTag({ path: axe });
  await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
  const { violations, passes } = await page.evaluate<Findings>(
    'axe.run(document, { resultTypes: ["violations"] })',
  );
  return {
    violations: violations.map(({ id, nodes }) => `${id}: ${nodes.length} times, like ${nodes[0]?.html}`),
    passes: passes.map(({ id }) => id),
  };
}
