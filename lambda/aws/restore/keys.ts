import type { KeyMetadata, KMSClient } from '@aws-sdk/client-kms';
import { said, shellWord } from '../../core/text.ts';
import { reading, type Site } from '../clients.ts';
import { errorOf } from '../errors.ts';
import { notChecked } from './notChecked.ts';

/** What KMS says of a key. */
export type KeyAnswer =
  | { readonly kind: 'usable' }
  | { readonly kind: 'unusable'; readonly because: string }
  /** Nobody may ask, or nobody answers. */
  | { readonly kind: 'unknown'; readonly error: unknown };

interface Keys {
  readonly ask: (key: string) => Promise<KeyAnswer>;
  readonly close: () => void;
}

/** Asks KMS about keys. Its client is loaded with the first question: most disks have no key of their own. */
export function openKeys(site: Site): Keys {
  let client: Promise<KMSClient> | undefined;
  return {
    async ask(key) {
      client ??= kms(site);
      return answerOf(await client, site.region, key);
    },
    close: () => void client?.then((one) => one.destroy()).catch(() => undefined),
  };
}

/** Keys that cannot be used, and why, by the names they were asked for; and what could not be checked. */
export async function unusableKeys(
  site: Site,
  names: readonly string[],
): Promise<{ readonly keys: ReadonlyMap<string, string>; readonly notes: readonly string[] }> {
  const asked = openKeys(site);
  try {
    const answers = await Promise.all(
      [...new Set(names)].map(async (name) => [name, await asked.ask(name)] as const),
    );
    return {
      keys: new Map(
        answers.flatMap(([name, answer]) => (answer.kind === 'unusable' ? [[name, answer.because]] : [])),
      ),
      notes: notChecked(
        'Keys were',
        answers.flatMap(([, answer]) => (answer.kind === 'unknown' ? [answer.error] : [])),
      ),
    };
  } finally {
    asked.close();
  }
}

async function kms(site: Site): Promise<KMSClient> {
  const { KMSClient } = await import('@aws-sdk/client-kms');
  return new KMSClient(reading(site));
}

async function answerOf(client: KMSClient, region: string, key: string): Promise<KeyAnswer> {
  const { DescribeKeyCommand } = await import('@aws-sdk/client-kms');
  try {
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: key }));
    const because = KeyMetadata && troubleOf(KeyMetadata, region);
    return because === undefined ? { kind: 'usable' } : { kind: 'unusable', because };
  } catch (error) {
    const { code, message } = errorOf(error);
    return code === 'NotFoundException' || code === 'InvalidArnException'
      ? { kind: 'unusable', because: `KMS does not know it in ${region}: ${said(message)}` }
      : { kind: 'unknown', error };
  }
}

/**
 * Why EBS cannot use a key; undefined where it can.
 *
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
 */
function troubleOf(key: KeyMetadata, region: string): string | undefined {
  const state: string = key.KeyState ?? 'in an unknown state';
  const command = (verb: string) =>
    `aws kms ${verb} --key-id ${shellWord(key.Arn ?? key.KeyId ?? '')} --region ${region}`;
  switch (state) {
    case 'Enabled':
      return key.KeySpec === undefined || key.KeySpec === 'SYMMETRIC_DEFAULT'
        ? undefined
        : `it is of the kind ${key.KeySpec}, and EBS takes only symmetric keys; give another one with --key`;
    case 'Disabled':
      return `it is Disabled; enable it: ${command('enable-key')}`;
    case 'PendingDeletion':
    case 'PendingReplicaDeletion': {
      const until = key.DeletionDate === undefined ? '' : ` and AWS deletes it on ${day(key.DeletionDate)}`;
      return `it is ${state}${until}; keep it: ${command('cancel-key-deletion')}; then enable it: ${command('enable-key')}`;
    }
    case 'PendingImport':
      return `it is PendingImport: its key material is missing; import it again: https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys.html`;
    case 'Unavailable':
      return `it is Unavailable: its key store is not connected; connect it: https://docs.aws.amazon.com/kms/latest/developerguide/connect-keystore.html`;
    case 'Creating':
    case 'Updating':
      return `it is ${state}; try again in some minutes`;
    default:
      return `it is ${state}`;
  }
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
