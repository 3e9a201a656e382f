import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const MODULES = `${join(import.meta.dirname, 'node_modules')}/`;
const LICENCE = /^(licen[cs]e|notice|copying|copyright)/i;

/** Collects the packages of others from which something is in the files that a build writes. */
export function collectNotices() {
  const folders = new Set();
  return {
    plugin: {
      name: 'notices',
      generateBundle(_, bundle) {
        const ids = Object.values(bundle).flatMap((file) => Object.keys(file.modules ?? {}));
        for (const id of ids) if (id.startsWith(MODULES)) folders.add(packageOf(id));
      },
    },
    /** Every package with its licence; a text that several share is there once. */
    text: () => textOf([...folders].map(noticeOf)),
    /** The same packages for programs, as CycloneDX. It has no date, so that the same code gives the same file. */
    bill: () => billOf([...folders].map(manifestIn)),
  };
}

/** The folder of the package; a package.json without a version only says how its folder is to be read. */
function packageOf(file) {
  let folder = dirname(file);
  while (manifestIn(folder)?.version === undefined) folder = dirname(folder);
  return folder;
}

function manifestIn(folder) {
  const path = join(folder, 'package.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

function noticeOf(folder) {
  const { name, version, license } = manifestIn(folder);
  if (typeof license !== 'string') throw new Error(`${name} must name its licence, or cannot be bundled`);
  const texts = readdirSync(folder)
    .filter((file) => LICENCE.test(file))
    .toSorted()
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
  return {
    title: `${name} ${version} (${license})`,
    licence: texts.join('\n\n') || `The package has no file with its licence. Its manifest says: ${license}`,
  };
}

function textOf(notices) {
  const titlesOf = new Map();
  for (const { title, licence } of notices) titlesOf.set(licence, [...(titlesOf.get(licence) ?? []), title]);
  const parts = [...titlesOf].map(([licence, titles]) => `${titles.toSorted().join('\n')}\n\n${licence}\n`);
  const head = 'aws-snapper holds code of the packages below, each under the licence that follows it.\n';
  return [head, ...parts.toSorted()].join(`\n${'-'.repeat(80)}\n\n`);
}

function billOf(manifests) {
  const components = manifests.map(componentOf).toSorted((one, other) => (one.purl < other.purl ? -1 : 1));
  const component = { ...componentOf(manifestIn(import.meta.dirname)), type: 'application' };
  return { bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, metadata: { component }, components };
}

function componentOf({ name, version, license }) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { type: 'library', 'bom-ref': purl, name, version, licenses: [{ expression: license }], purl };
}
