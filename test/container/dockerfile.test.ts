import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HOUSE, textOf } from '../documents/pages.ts';

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
    '/app/cli',
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
