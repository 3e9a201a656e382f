import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { crc32 } from 'node:zlib';

import { AwsError } from '../wire/errors.ts';
import type { Call } from '../wire/request.ts';

/** What was sent, out of its frames, with the headers that may have come behind it. */
export interface Sent {
  readonly data: Buffer;
  readonly headers: IncomingHttpHeaders;
}

/**
 * The object in a request, checked against the checksums that it came with.
 *
 * SDKs send it as it is, or in `aws-chunked` frames with a checksum in the trailer.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function sentBody({ headers, body }: Call): Sent {
  const sent = isFramed(headers) ? unframed(headers, body) : { data: body, headers };
  for (const [header, digest] of Object.entries(DIGESTS)) {
    const wanted = sent.headers[header];
    if (wanted === undefined || wanted === digest(sent.data)) continue;
    throw new AwsError('BadDigest', `The ${header} you specified did not match the calculated checksum.`);
  }
  const unknown = Object.keys(sent.headers).find(
    (name) => /^x-amz-checksum-(?!mode|type)/.test(name) && !Object.hasOwn(DIGESTS, name),
  );
  if (unknown === undefined) return sent;
  throw new AwsError('NotImplemented', `The embedded cloud does not know the checksum ${unknown}`);
}

const DIGESTS: Readonly<Record<string, (data: Buffer) => string>> = {
  'content-md5': (data) => createHash('md5').update(data).digest('base64'),
  'x-amz-checksum-crc32': crc32Of,
  'x-amz-checksum-sha1': (data) => createHash('sha1').update(data).digest('base64'),
  'x-amz-checksum-sha256': (data) => createHash('sha256').update(data).digest('base64'),
};

function crc32Of(data: Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(data));
  return bytes.toString('base64');
}

function isFramed(headers: IncomingHttpHeaders): boolean {
  return String(headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');
}

/** Each frame is its length in hex, which a signature may follow, and its data; the last has none. */
function unframed(headers: IncomingHttpHeaders, body: Buffer): Sent {
  const frames: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = body.indexOf('\r\n', at);
    const length = Number.parseInt(body.toString('latin1', at, end), 16);
    if (end < 0 || Number.isNaN(length)) throw incomplete();
    at = end + 2;
    if (length === 0) break;
    frames.push(body.subarray(at, at + length));
    at += length + 2;
  }
  const data = Buffer.concat(frames);
  if (String(data.length) !== headers['x-amz-decoded-content-length']) throw incomplete();
  return { data, headers: { ...headers, ...trailers(body.toString('latin1', at)) } };
}

function trailers(text: string): Record<string, string> {
  const lines = text.split('\r\n').filter((line) => line.includes(':'));
  return Object.fromEntries(
    lines.map((line) => {
      const [name = '', ...value] = line.split(':');
      return [name.trim().toLowerCase(), value.join(':').trim()];
    }),
  );
}

function incomplete(): AwsError {
  return new AwsError(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  );
}
