import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { asked } from '../../lambda/commands/commandLine.ts';
import { blocksOf, HOUSE, textOf } from '../documents/pages.ts';

/** What container/Dockerfile says, where nothing can build it. */

const dockerfile = textOf('container/Dockerfile');
const [, build = '', final = ''] = dockerfile.split(/^FROM /m);

/** What a stage takes from the clone. */
function taken(stage: string): string[] {
  return [...stage.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = '']) => paths.split(' '));
}

test('what it takes is there, and the builder is sent that and nothing else', () => {
  const paths = [...taken(build), ...taken(final)];
  expect(paths.filter((path) => !existsSync(join(HOUSE, path)))).toEqual([]);
  const [first, ...sent] = textOf('container/Dockerfile.dockerignore').trim().split('\n');
  expect([first, sent.map((line) => line.replace(/^!/, '')).toSorted()]).toEqual(['*', paths.toSorted()]);
});

test('the image has the program and its licence, a user who is not root, and no shell in its way', () => {
  expect([...final.matchAll(/^COPY .* (\S+)$/gm)].map(([, to]) => to)).toEqual([
    '/app/cli.mjs',
    '/app/cli.mjs.map',
    '/app/cli',
    '/app/THIRD-PARTY-NOTICES.txt',
    '/app/sbom.cdx.json',
    '/app/LICENSE',
  ]);
  expect(final).toMatch(/^USER 65532:65532$/m);
  expect(final).toMatch(/^ENTRYPOINT \["\/nodejs\/bin\/node", "\/app\/cli\.mjs"\]$/m);
  expect(final).not.toMatch(/^(?:RUN|VOLUME|EXPOSE|ADD) /m);
});

test('without words it shows the help, because a run deletes', () => {
  expect(final).toMatch(/^CMD \["--help"\]$/m);
});

test('it is built with the Node of the function', () => {
  const [, node] = /Node (\d+), arm64/.exec(textOf('LAMBDA.md')) ?? [];
  expect(dockerfile).toContain(`/node:${node}-`);
  expect(dockerfile).toContain(`/nodejs${node}-`);
});

describe('the examples in docs/container.md', () => {
  const blocks = blocksOf('docs/container.md');
  const cronJob = blocks.find((block) => block.includes('kind: CronJob')) ?? '';
  const documents = blocks.filter((block) => block.startsWith('{')).map((block) => JSON.parse(block));

  test('run as the user of the image, and can write nothing', () => {
    const [task] = documents.flatMap(({ containerDefinitions = [] }) => containerDefinitions);
    expect(task).toMatchObject({ user: '65532:65532', readonlyRootFilesystem: true });
    for (const line of ['runAsNonRoot: true', 'runAsUser: 65532', 'readOnlyRootFilesystem: true'])
      expect(cronJob).toContain(` ${line}\n`);
  });

  test('give words that the program understands, twice a night', () => {
    const lists = blocks.flatMap((block) => [...block.matchAll(/(?:args|"command"): (\[.*\])/g)]);
    const words = lists.map(([, list = '']) => JSON.parse(list));
    expect(words.map((one) => asked(one, { env: {}, isTerminal: false, width: 80 }).kind)).toEqual([
      'command',
      'command',
    ]);
    expect(cronJob).toContain('schedule: "0 3,4 * * *"');
    expect(documents.flatMap(({ ScheduleExpression = [] }) => ScheduleExpression)).toEqual([
      'cron(0 3,4 * * ? *)',
    ]);
  });

  test('the policy is one without a word to replace', () => {
    const script = /^sed '(.*)'/m.exec(blocks.join(''))?.[1] ?? '';
    const replaced = script.split('; ').reduce((text, step) => {
      const [, word = '', value = ''] = step.split('/');
      return text.replaceAll(word, value);
    }, textOf('iam-policy.json'));
    expect(replaced).not.toMatch(/PARTITION|ACCOUNT_ID|PREFIX|TOPIC_ARN/);
    expect(JSON.parse(replaced)).toHaveProperty('Statement');
  });
});
