import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { HOUSE, textOf } from '../documents/pages.ts';

/** What the workflows may do, and whose code they run. */

const workflows = readdirSync(`${HOUSE}/.github/workflows`).map((name) => ({
  name,
  lines: textOf(`.github/workflows/${name}`).split('\n'),
}));

test('a token of a workflow can only read, but for the jobs that publish or write what was found', () => {
  const rights = workflows.map(({ name, lines }) => [
    name,
    lines.indexOf('permissions:') > 0,
    writesOf(lines),
  ]);
  expect(rights).toEqual([
    [
      'release.yml',
      true,
      [
        'publish attestations',
        'publish id-token',
        'image attestations',
        'image id-token',
        'image packages',
        'github contents',
      ],
    ],
    ['security.yml', true, ['codeql security-events']],
    ['test.yml', true, []],
  ]);
});

/** Each right to write, after the job that has it. */
function writesOf(lines: readonly string[]): string[] {
  let job = 'every job';
  return lines.flatMap((line) => {
    [, job = job] = /^ {2}([\w-]+):$/.exec(line) ?? [];
    const [, right] = /^\s*([\w-]+): write/.exec(line) ?? [];
    return right === undefined ? [] : [`${job} ${right}`];
  });
}

test.for(workflows)(
  '$name runs actions of others by the hash of a commit, with its version beside it',
  ({ lines }) => {
    const used = lines.flatMap((line) => /uses: (.*)$/.exec(line)?.[1] ?? []);
    const isPinned = /^(?:\.\/\.github\/|[\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$)/;
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((one) => !isPinned.test(one))).toEqual([]);
  },
);

test('an action has the same version wherever it is used', () => {
  const used = new Set(
    workflows.flatMap(({ lines }) => lines.flatMap((line) => /uses: (.*@.*)$/.exec(line)?.[1] ?? [])),
  );
  const names = [...used].map((one) => one.split('@')[0]);
  expect(names).toEqual([...new Set(names)]);
});

test.for(workflows)(
  '$name leaves no token in the clone, and runs no text that a stranger writes',
  ({ lines }) => {
    const text = lines.join('\n');
    const clones = text.match(/uses: actions\/checkout@/g) ?? [];
    expect(text.match(/persist-credentials: false/g) ?? []).toHaveLength(clones.length);
    expect(text).not.toMatch(/pull_request_target|workflow_run|permissions: (?:read|write)-all/);
    expect(scriptsOf(text).filter((script) => script.includes('${{'))).toEqual([]);
  },
);

/** What the steps run in a shell. */
function scriptsOf(text: string): string[] {
  return text.match(/ run: (?:\|\n(?: {10}.*\n)+|.*)/g) ?? [];
}

test.for(workflows)('each job of $name ends in time', ({ lines }) => {
  const jobs = lines.filter((line) => line.startsWith('    runs-on: '));
  expect(lines.filter((line) => line.startsWith('    timeout-minutes: '))).toHaveLength(jobs.length);
});

test('only the job that a person approves publishes to npm', () => {
  const [, publish = ''] =
    /\n {2}publish:\n([\s\S]*?)\n {2}\w+:\n/.exec(textOf('.github/workflows/release.yml')) ?? [];
  expect(publish).toContain('\n    environment: npm\n');
  expect(publish).toContain('npm publish ');
  expect(
    workflows.flatMap(({ lines }) => lines.filter((line) => line.includes('npm publish '))),
  ).toHaveLength(1);
});
