import { afterEach, expect, test, vi } from 'vitest';
import { withLogLine } from '../../lambda/run/logLine.ts';

/** The line about an error, whatever was thrown. */

afterEach(() => {
  vi.restoreAllMocks();
});

async function lineOf(thrown: unknown): Promise<string> {
  const written: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const work = async () => Promise.reject(thrown);
  await expect(withLogLine({ functionName: 'snapper' }, {}, work)).rejects.toBe(thrown);
  return written.join('');
}

function circular(): Error {
  const error: Error & { self?: unknown } = new Error('one');
  error.self = error;
  error.cause = error;
  return error;
}

test.for<[what: string, thrown: unknown, message: string]>([
  ['a text', 'all is lost', 'all is lost'],
  ['nothing', undefined, 'undefined'],
  ['an error that leads to itself', circular(), 'one'],
  ['an error without a stack', Object.assign(new Error('one'), { stack: undefined }), 'one'],
])('%s is one line of JSON', async ([, thrown, message]) => {
  const line = await lineOf(thrown);
  expect(line).toMatch(/^[^\n]+\n$/);
  expect(JSON.parse(line)).toMatchObject({ level: 'ERROR', message, error: { message } });
});

test('what cannot be made a text leaves no line, and is thrown all the same', async () => {
  expect(await lineOf(Object.create(null))).toBe('');
});

test('a message is cut, cannot steer a terminal, and is in the line twice', async () => {
  const line = await lineOf(new Error(`\u202E\u009B31m\n    at x${'file://'.repeat(100_000)}`));
  expect(line.length).toBeLessThan(60_000);
  expect(line).not.toMatch(/[\u009B\u202E]/);
  expect(line.split('31m')).toHaveLength(3);
});
