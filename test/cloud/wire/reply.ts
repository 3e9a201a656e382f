import type { AwsError } from './errors.ts';
import { element } from './xml.ts';
import type { XmlFields } from './xml.ts';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

const NAMESPACES: Readonly<Record<string, string>> = {
  sns: 'http://sns.amazonaws.com/doc/2010-03-31/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
};

/** EC2 speaks a protocol of its own, SNS and STS the older query protocol. */
export function successBody(
  { service, action }: { readonly service: string; readonly action: string },
  content: XmlFields,
  requestId: string,
): string {
  if (service === 'ec2') {
    const body = { requestId, ...content };
    return (
      DECLARATION + element(`${action}Response`, body, ' xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"')
    );
  }
  const body = { [`${action}Result`]: content, ResponseMetadata: { RequestId: requestId } };
  return DECLARATION + element(`${action}Response`, body, ` xmlns="${NAMESPACES[service] ?? ''}"`);
}

export function errorBody(service: string, { code, message, status }: AwsError, requestId: string): string {
  if (service === 'sns' || service === 'sts') {
    const error = { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message };
    const xmlns = ` xmlns="${NAMESPACES[service] ?? ''}"`;
    return DECLARATION + element('ErrorResponse', { Error: error, RequestId: requestId }, xmlns);
  }
  const errors = { Errors: { Error: { Code: code, Message: message } }, RequestID: requestId };
  return DECLARATION + element('Response', errors);
}
