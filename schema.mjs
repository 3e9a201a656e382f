// Writes docs/output.schema.json: what --json prints and what the function returns, from the types that say it.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createGenerator } from 'ts-json-schema-generator';

/** The JSON schema of every document, with the doc comments of the types as descriptions. */
export function outputSchema() {
  const path = fileURLToPath(new URL('lambda/commands/documents.ts', import.meta.url));
  const tsconfig = fileURLToPath(new URL('tsconfig.json', import.meta.url));
  const config = { path, tsconfig, type: 'Document', skipTypeCheck: true, additionalProperties: false };
  return createGenerator(config).createSchema('Document');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = new URL('docs/output.schema.json', import.meta.url);
  writeFileSync(file, `${JSON.stringify(outputSchema(), undefined, 2)}\n`);
}
