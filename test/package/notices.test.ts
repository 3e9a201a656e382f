import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

/** The licences of what is bundled, as the build wrote them. */

const HOUSE = join(import.meta.dirname, '../..');
const notices = readFileSync(join(HOUSE, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
const named = new Set(
  [...notices.matchAll(/^((?:@[\w.-]+\/)?[\w.-]+) \d+\.\d+\.\d+\S* \(.+\)$/gm)].map(([, name]) => name),
);

/** Licences that ask of those who pass the code on only for what the notices have. */
const NOTICE_ONLY = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0']);

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

test('the bill of materials has the packages of the notices, and each licence asks only for its notice', () => {
  const bill = JSON.parse(readFileSync(join(HOUSE, 'dist/sbom.cdx.json'), 'utf8'));
  const components: { purl: string; name: string; licenses: [{ expression: string }] }[] = bill.components;
  expect(new Set(components.map(({ name }) => name))).toEqual(named);
  expect(components.map(({ purl }) => purl)).toContain(`pkg:npm/zod@${manifest.devDependencies.zod}`);
  const asksMore = components.filter(({ licenses: [{ expression }] }) => !NOTICE_ONLY.has(expression));
  expect(asksMore).toEqual([]);
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
