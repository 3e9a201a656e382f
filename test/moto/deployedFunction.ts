import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';

const execute = promisify(execFile);
const invoker = join(import.meta.dirname, 'invoke.mjs');

/** A function as moto has it, and its code in a folder that has nothing else. */
export interface DeployedFunction {
  readonly configuration: Configuration;
  /** Runs the deployed code as Lambda would: with the function's environment and its role's keys. */
  readonly invoke: (input: unknown, at: Date) => Promise<unknown>;
}

interface Configuration {
  readonly FunctionName: string;
  readonly Handler: string;
  readonly Role: string;
  readonly CodeSha256: string;
  readonly Environment: { readonly Variables: Readonly<Record<string, string>> };
}

/** How moto is asked for functions and for what is in the bucket of the bootstrap. */
interface Source {
  readonly readText: (path: string) => Promise<string>;
  readonly readCode: (key: string) => Promise<ArrayBuffer>;
}

/** Fetches the one function of a handler, from where the CDK put it. */
export async function fetchFunction(
  handler: string,
  folder: string,
  { readText, readCode }: Source,
  environmentFor: (roleArn: string) => Promise<Readonly<Record<string, string>>>,
): Promise<DeployedFunction> {
  const { Functions }: { Functions: readonly Configuration[] } = JSON.parse(
    await readText('/2015-03-31/functions'),
  );
  const [found, another] = Functions.filter(({ Handler }) => Handler === handler);
  if (found === undefined || another !== undefined) {
    throw new Error(`there must be one function ${handler}: ${Functions.map((one) => one.Handler).join()}`);
  }
  const { Configuration: configuration, Code }: { Configuration: Configuration; Code: { Location: string } } =
    JSON.parse(await readText(`/2015-03-31/functions/${found.FunctionName}`));

  const place = mkdtempSync(join(folder, 'function-'));
  const zip = `${place}.zip`;
  const bytes = Buffer.from(await readCode(new URL(Code.Location).pathname));
  expect(createHash('sha256').update(bytes).digest('base64')).toBe(configuration.CodeSha256);
  writeFileSync(zip, bytes);
  await execute(process.env['MOTO_PYTHON'] ?? 'python3', ['-m', 'zipfile', '-e', zip, place]);
  expect(readdirSync(place)).toContain('index.mjs');

  return {
    configuration,
    async invoke(input, at) {
      const order = [handler.replace('index.', ''), at.toISOString(), JSON.stringify(input)];
      const { stdout } = await execute(process.execPath, [invoker, ...order], {
        cwd: place,
        env: { ...(await environmentFor(configuration.Role)), ...configuration.Environment.Variables },
      });
      const answer: unknown = JSON.parse(stdout.split('\n').at(-1) ?? '');
      return answer;
    },
  };
}
