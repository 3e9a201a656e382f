import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The documents, and what is in them. */

export const HOUSE = join(import.meta.dirname, '../..');

/** All pages that a reader can come to, by their paths from the house. */
export const DOCUMENTS: readonly string[] = ['.', '.github', 'docs', 'test'].flatMap((folder) =>
  readdirSync(join(HOUSE, folder), { recursive: folder !== '.', encoding: 'utf8' }).flatMap((name) =>
    name.endsWith('.md') ? [relative(HOUSE, join(HOUSE, folder, name))] : [],
  ),
);

export function textOf(document: string): string {
  return readFileSync(join(HOUSE, document), 'utf8');
}

const FENCE = /^```.*\n([\s\S]*?)^```$/gm;

/** A page without what stands between fences. */
export function proseOf(document: string): string {
  return textOf(document).replaceAll(FENCE, '');
}

/** The blocks between fences. */
export function blocksOf(document: string): string[] {
  return [...textOf(document).matchAll(FENCE)].map(([, block = '']) => block);
}

/** The blocks of TypeScript of a page as one module, with the imports of all of them first. */
export function moduleOf(document: string): string {
  const blocks = [...textOf(document).matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
  const lines = blocks.join('').split('\n');
  return [...lines.filter(isImport), ...lines.filter((line) => !isImport(line))].join('\n');
}

function isImport(line: string): boolean {
  return line.startsWith('import ');
}

/** The cells of the tables under a row of headings, in order. */
export function rowsUnder(document: string, head: string): string[][] {
  const [, ...tables] = textOf(document).split(`${head}\n`);
  return tables.flatMap((table) =>
    (table.split('\n\n')[0] ?? '')
      .split('\n')
      .filter((line) => line.startsWith('|') && !line.startsWith('|---'))
      .map((line) =>
        line
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim()),
      ),
  );
}

/** The stretches of code in a text. */
export function codeIn(text: string): string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
}

/** The command lines of a page, of blocks and of stretches of code, without what explains them. */
export function commandsIn(document: string): string[] {
  const lines = blocksOf(document)
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n');
  return [...lines, ...codeIn(proseOf(document))]
    .map((line) => line.replace(/^\$ /, '').replace(/\s{2,}.*$|\s+#.*$/, ''))
    .filter((line) => /^(aws-snapper|npx|npm) /.test(line))
    .flatMap((line) => line.split(/ && | \| /));
}

/** The keys that a page says to write into `context` in cdk.json, together as it writes them together. */
export function contextsOf(document: string): Readonly<Record<string, unknown>>[] {
  return [...blocksOf(document), ...codeIn(proseOf(document))]
    .filter((text) => /^"[a-zA-Z]+": /.test(text))
    .map((text) => JSON.parse(`{${text.trim().replace(/,$/, '')}}`));
}

/** The words of a command line, as a shell reads them. */
export function wordsOf(command: string): string[] {
  return [...command.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word.replaceAll(/["']/g, ''));
}

/** The head of the table of recipes in README. */
export const RECIPES = '| you want | tags | once full, never fewer than |';

/** `autosnap=1` → the tag. */
export function tagsIn(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    codeIn(text).flatMap((code) => {
      const [, key = '', value = ''] = /^(autosnap\w*)=(.*)$/.exec(code) ?? [];
      return key === '' ? [] : [[key, value]];
    }),
  );
}

/** The context keys of a `npx cdk` line. */
export function contextIn(command: string): Readonly<Record<string, string>> {
  const words = wordsOf(command);
  return Object.fromEntries(
    words.flatMap((word, index) => {
      const [, key = '', value = ''] = words[index - 1] === '-c' ? (/^(\w+)=(.*)$/.exec(word) ?? []) : [];
      return key === '' ? [] : [[key, value]];
    }),
  );
}
