import type { AwsError } from './errors.ts';
import { element } from './xml.ts';
import type { XmlFields } from './xml.ts';

/** What goes back over the wire. */
export type Reply = Document | { readonly kind: 'broken connection' } | { readonly kind: 'silence' };

export interface Document {
  readonly kind: 'document';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

const NAMESPACES: Readonly<Record<string, string>> = {
  autoscaling: 'http://autoscaling.amazonaws.com/doc/2011-01-01/',
  cloudformation: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  sns: 'http://sns.amazonaws.com/doc/2010-03-31/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
};

/** EC2 speaks a protocol of its own, the others the older query protocol, whose lists have `<member>`s. */
export function success(
  { service, action }: { readonly service: string; readonly action: string },
  content: XmlFields,
  requestId: string,
): Document {
  if (service === 'ec2') {
    const body = { requestId, ...content };
    const xmlns = ' xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"';
    return xml(200, requestId, element(`${action}Response`, body, xmlns));
  }
  const body = { [`${action}Result`]: content, ResponseMetadata: { RequestId: requestId } };
  const xmlns = ` xmlns="${NAMESPACES[service] ?? ''}"`;
  return xml(200, requestId, element(`${action}Response`, body, xmlns, 'member'));
}

/** A refusal in the words of the service's protocol. */
export function refusal(
  service: string,
  { code, message, status, reason }: AwsError,
  requestId: string,
): Document {
  switch (service) {
    case 'autoscaling':
    case 'cloudformation':
    case 'sns':
    case 'sts': {
      const error = { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message };
      const xmlns = ` xmlns="${NAMESPACES[service] ?? ''}"`;
      return xml(status, requestId, element('ErrorResponse', { Error: error, RequestId: requestId }, xmlns));
    }
    case 's3': {
      const error = { Code: code, Message: message, RequestId: requestId };
      return xml(status, requestId, element('Error', error));
    }
    case 'ebs': {
      const headers = { 'x-amzn-errortype': code, 'x-amzn-requestid': requestId };
      const body = JSON.stringify({ Message: message, ...(reason !== undefined && { Reason: reason }) });
      return { kind: 'document', status, headers: { ...headers, 'content-type': 'application/json' }, body };
    }
    case 'kms': {
      const body = JSON.stringify({ __type: code, message });
      return { kind: 'document', status, headers: jsonHeaders(requestId), body };
    }
    case 'lambda': {
      const headers = { 'x-amzn-errortype': code, 'x-amzn-requestid': requestId };
      const body = JSON.stringify({ Type: status < 500 ? 'User' : 'Service', Message: message, message });
      return { kind: 'document', status, headers: { ...headers, 'content-type': 'application/json' }, body };
    }
    default: {
      const errors = { Errors: { Error: { Code: code, Message: message } }, RequestID: requestId };
      return xml(status, requestId, element('Response', errors));
    }
  }
}

/** AWS's JSON protocol, which has no envelope. */
export function json(content: object, requestId: string): Document {
  return { kind: 'document', status: 200, headers: jsonHeaders(requestId), body: JSON.stringify(content) };
}

function jsonHeaders(requestId: string): Document['headers'] {
  return { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId };
}

function xml(status: number, requestId: string, body: string): Document {
  const headers = { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId };
  return { kind: 'document', status, headers, body: DECLARATION + body };
}
