import { said } from '../../core/text.ts';
import { openPacer } from '../pacer.ts';
import type { Doing } from './carryOutReplicas.ts';
import type { Sharer } from './sharer.ts';

/**
 * Takes back the shares of some snapshots, and says in words which ones stay shared, and why.
 *
 * A snapshot that is gone has none. Never throws; what stays shared is found and taken back by a later run.
 */
export async function takeBack(
  snapshotIds: readonly string[],
  sharer: Sharer,
  { clock, stopAt, watch: { interruption } = {} }: Doing,
): Promise<string[]> {
  const pacer = openPacer(clock, stopAt, interruption);
  const notes = snapshotIds.map(async (id) => {
    const reply = await pacer(async () => sharer.takeBack(id));
    if (reply.kind === 'done' || (reply.kind === 'refused' && reply.code === 'InvalidSnapshot.NotFound'))
      return [];
    const because = reply.kind === 'not sent' ? reply.because : `${reply.code}: ${said(reply.message)}`;
    return [`${id} is still shared (${because}); the next run takes that back`];
  });
  return (await Promise.all(notes)).flat();
}
