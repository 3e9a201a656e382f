import { describe, expect, test } from 'vitest';
import { restore } from './person.ts';
import { ends, newVolumes, takenServer, whereIs } from './servers.ts';

/** What others do to a server while it is restored. */

describe('somebody starts the server meanwhile: no disk of a running server is exchanged', () => {
  test('while the volumes are made', async () => {
    const { cloud, region, web, root, data } = await takenServer();
    cloud.before('CreateVolume', () => {
      web.state = 'running';
    });
    const answer = await restore(cloud, 'web', { inPlace: true });
    expect([answer.status, ends(answer)]).toEqual([3, ['NotExchanged', 'NotStopped']]);
    expect([root, data].map(whereIs)).toEqual(['web:/dev/xvda in-use', 'web:/dev/sdf in-use']);
    expect([root, data].flatMap(({ tags }) => Object.keys(tags))).not.toContain('autosnap_ignore');

    web.state = 'stopped';
    expect((await restore(cloud, 'web', { inPlace: true })).status).toBe(0);
    expect(newVolumes(region)).toHaveLength(2);
  });
});
