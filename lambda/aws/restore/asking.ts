import type { EC2Client } from '@aws-sdk/client-ec2';
import { ec2Repeating, type Site } from '../clients.ts';

/** Reads with a client of its own, which is closed whatever happens. */
export async function asking<T>(site: Site, ask: (client: EC2Client) => Promise<T>): Promise<T> {
  const client = ec2Repeating(site);
  try {
    return await ask(client);
  } finally {
    client.destroy();
  }
}
