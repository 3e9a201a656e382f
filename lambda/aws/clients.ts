import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { type Patience, patientRetries } from './patience.ts';
import { RoutedHandler } from './proxy.ts';
import { type Surroundings, surroundings } from './surroundings.ts';

/** What calls are signed with. */
export type Credentials = NonNullable<EC2ClientConfig['credentials']>;

/** A region of an account, in which calls are made. */
export interface Site {
  readonly region: string;
  /** Its id, where a run works in several. */
  readonly account?: string | undefined;
  /** Those of another account. @default the SDK's own */
  readonly credentials?: Credentials | undefined;
  /** How long reads wait while AWS is too busy. @default three attempts, the SDK's own */
  readonly patience?: Patience | undefined;
}

/**
 * When a call without an answer ends, in milliseconds. Of a read also when its answer stops in the middle.
 *
 * A write that starts as the last one (18 s) and the report after it (two tries of 5 s) end inside the
 * 30 s that are kept free before a Lambda's deadline.
 */
const PATIENCE = {
  reads: {
    connectionTimeout: 5_000,
    requestTimeout: 20_000,
    socketTimeout: 20_000,
    throwOnRequestTimeout: true,
  },
  writes: { connectionTimeout: 3_000, requestTimeout: 15_000, throwOnRequestTimeout: true },
  others: { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true },
};

/** Enough for the calls of three pacers in one region (carryOut/pacer.ts). @default of the SDK: 50 */
const SOCKETS = { maxSockets: 150 };

/** How often a call is sent that meets a broken connection, a server's error or a wrong clock. */
const ATTEMPTS = { reads: 3, others: 2 };

/** For calls that can be sent again: reads, and tags that are set to a value. */
export function ec2Repeating(site: Site): EC2Client {
  return repeating(site, PATIENCE.reads);
}

/** For reads between writes: one without an answer ends as soon as a write does. */
export function ec2Looking(site: Site): EC2Client {
  return repeating(site, PATIENCE.writes);
}

function repeating(site: Site, patience: (typeof PATIENCE)['reads' | 'writes']): EC2Client {
  return new EC2Client({ ...reading(site), requestHandler: handlerOf(patience) });
}

/**
 * Sends each call once.
 *
 * CreateSnapshot has no client token, so a second request after a broken connection can make a second snapshot.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
export function ec2Once(site: Site): EC2Client {
  const requestHandler = handlerOf({ ...PATIENCE.writes, httpAgent: SOCKETS, httpsAgent: SOCKETS });
  return new EC2Client({ ...configured(site), requestHandler, maxAttempts: 1 });
}

/** How the clients that are loaded only where they are needed reach AWS, for reads. */
export function reading(site: Site) {
  const { reads: maxAttempts } = ATTEMPTS;
  return {
    ...configured(site),
    requestHandler: handlerOf(PATIENCE.reads),
    ...(site.patience === undefined
      ? { maxAttempts }
      : { retryStrategy: patientRetries(site.patience, maxAttempts) }),
  };
}

function handlerOf(settings: ConstructorParameters<typeof RoutedHandler>[0]): RoutedHandler {
  return new RoutedHandler(settings, surroundings().env);
}

type Configured = { readonly region: string; readonly credentials?: Credentials };

function configured({ region, credentials = ownCredentials() }: Site): Configured {
  return credentials === undefined ? { region } : { region, credentials };
}

/** By the surroundings in which they were asked for. */
const sessions = new WeakMap<Surroundings, Credentials>();

/** Those that all clients share, where a person may have to be asked; undefined: each client finds its own. */
function ownCredentials(): Credentials | undefined {
  const place = surroundings();
  if (place.mfaCode === undefined) return undefined;
  const credentials = sessions.get(place) ?? sharedCredentials(place.mfaCode);
  sessions.set(place, credentials);
  return credentials;
}

/** A code is good once, so what was refused with one is not tried again. */
function sharedCredentials(mfaCode: NonNullable<Surroundings['mfaCode']>): Credentials {
  let isAsked = false;
  let refusal: unknown;
  const ask = async (serial: string) => {
    isAsked = true;
    return mfaCode(serial);
  };
  const requestHandler = handlerOf(PATIENCE.reads);
  const provider = defaultProvider({ mfaCodeProvider: ask, clientConfig: { requestHandler } });
  return async (caller) => {
    if (refusal !== undefined) throw refusal;
    try {
      return await provider(caller);
    } catch (error) {
      if (isAsked) refusal = error;
      throw error;
    }
  };
}

/** In the region of the SDK's configuration, with retries: files are read and written as a whole. */
export function s3(): S3Client {
  return new S3Client({ requestHandler: handlerOf(PATIENCE.reads) });
}

export function sns(region: string, patience: Patience): SNSClient {
  const retryStrategy = patientRetries(patience, ATTEMPTS.others);
  return new SNSClient({
    ...configured({ region }),
    requestHandler: handlerOf(PATIENCE.others),
    retryStrategy,
  });
}

export function sts(region: string, patience?: Patience): STSClient {
  const { others } = ATTEMPTS;
  return new STSClient({
    ...configured({ region }),
    requestHandler: handlerOf(PATIENCE.others),
    ...(patience === undefined
      ? { maxAttempts: others }
      : { retryStrategy: patientRetries(patience, others) }),
  });
}
