import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** The licences of what is bundled, as the build wrote them. */

const HOUSE = join(import.meta.dirname, '../..');
const notices = readFileSync(join(HOUSE, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
const named = new Set(
  [...notices.matchAll(/^((?:@[\w.-]+\/)?[\w.-]+) \d+\.\d+\.\d+\S* \(.+\)$/gm)].map(([, name]) => name),
);

function found(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap(([, name]) => name ?? []);
}

const PACKAGE = String.raw`((?:@[\w.-]+\/)?[\w.-]+)`;

test('each package that the program imports is in the notices', () => {
  const imports = ['lambda', 'lib'].flatMap((folder) =>
    readdirSync(join(HOUSE, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) =>
        found(
          readFileSync(join(HOUSE, folder, path), 'utf8'),
          new RegExp(
            String.raw`^(?:import (?!type)|export |\} )[^;'\n]*from '${PACKAGE}(?:\/[^']*)?';$`,
            'gm',
          ),
        ),
      ),
  );
  const others = new Set(imports.filter((name) => !/^(?:\.+|aws-cdk-lib|constructs|aws-lambda)$/.test(name)));
  expect(others.size).toBeGreaterThan(10);
  expect([...others].filter((name) => !named.has(name))).toEqual([]);
});

test('what the SDK brings along is in the notices, and the CDK is not', () => {
  expect(named).toContain('@smithy/core');
  expect(named).not.toContain('aws-cdk-lib');
});

test('the notices name no path of the machine they were written on', () => {
  expect(notices).not.toContain(HOUSE);
});

test.for(['index.mjs', 'index.cjs'])('dist/%s asks for nothing but the CDK and Node', (file) => {
  const text = readFileSync(join(HOUSE, 'dist', file), 'utf8');
  const asked = found(text, new RegExp(String.raw`^(?:import .* from |let .* = require\()"${PACKAGE}`, 'gm'));
  expect(asked).toContain('aws-cdk-lib');
  expect(asked.filter((name) => !/^(?:aws-cdk-lib|constructs|node)$/.test(name))).toEqual([]);
});
