import { callerArn } from './authorize.ts';
import type { Call } from './wire/request.ts';
import type { XmlFields } from './wire/xml.ts';

/** Needs no permission, as on AWS. */
export function getCallerIdentity(call: Call): XmlFields {
  return { Account: call.account, Arn: callerArn(call), UserId: 'AIDASNAPPERSNAPPERSNA' };
}
