import { expect, test } from 'vitest';
import { readSettings } from '../../lambda/settings/settings.ts';

/** What a deployment may have set, and what an event could make of it. */
const CASES = [
  ['interval', { INTERVAL: '86400' }, { interval: 60 }, 86_400],
  ['interval', { INTERVAL: '86400' }, { interval: '3600' }, 86_400],
  ['time_zone', { TIME_ZONE: 'Europe/Berlin' }, { time_zone: 'UTC' }, 'Europe/Berlin'],
  ['max_deletes', { MAX_DELETES: '5' }, { max_deletes: 500 }, 5],
  ['orphan_retain', { ORPHAN_RETAIN: '90d' }, { orphan_retain: '1h' }, '90d'],
  ['image_in_use', { IMAGE_IN_USE: '90' }, { image_in_use: 1 }, 90],
  ['replica_lock', { REPLICA_LOCK: '14d' }, { replica_lock: '1d' }, '14d'],
  ['replica_min', { REPLICA_MIN: '7' }, { replica_min: 1 }, 7],
  ['replica_orphan_retain', { REPLICA_ORPHAN_RETAIN: '1y' }, { replica_orphan_retain: '1h' }, '1y'],
  ['default_retain', { DEFAULT_FREQUENCY: '1', DEFAULT_RETAIN: '30' }, { default_retain: '1' }, '30'],
  ['default_frequency', { DEFAULT_FREQUENCY: '1', DEFAULT_RETAIN: '30' }, { default_frequency: '1h' }, '1'],
] as const;

test.for(CASES)(
  'F4 C-44 an event may not change %s where the deployment sets it',
  ([key, env, event, like]) => {
    const written = JSON.stringify(like);
    expect(() => readSettings(event, env)).toThrow(
      expect.objectContaining({
        name: 'SettingsError',
        code: 'not-allowed',
        key,
        like: written,
        message: `${key} must be ${written} or absent, because the deployment sets it and ALLOW_OVERRIDES does not name it, but is ${JSON.stringify(Object.values(event)[0])}; use ${written}`,
      }),
    );
  },
);

test.for(CASES)('it may change %s where ALLOW_OVERRIDES names it', ([key, env, event]) => {
  expect(() => readSettings(event, { ...env, ALLOW_OVERRIDES: ` ${key}, max_deletes` })).not.toThrow();
});

test.for(CASES)('it may give %s where the deployment does not set it', ([, env, event]) => {
  const others = Object.fromEntries(
    Object.entries(env).filter(([name]) => !Object.hasOwn(event, name.toLowerCase())),
  );
  expect(() => readSettings(event, others)).not.toThrow();
});

test('it may repeat what the deployment sets, however that is written', () => {
  const env = { INTERVAL: '3600', ORPHAN_RETAIN: '90D', TIME_ZONE: 'UTC' };
  expect(readSettings({ interval: 3600, orphan_retain: ' 90d' }, env)).toMatchObject({ interval: 3600 });
  expect(readSettings({ time_zone: 'etc/utc' }, env).zone.name).toBe('etc/utc');
  const policy = { DEFAULT_FREQUENCY: '@mon+fri@3', DEFAULT_RETAIN: 'daily:7 within:30d' };
  const same = { default_frequency: '@Mon, Fri@03', default_retain: 'DAILY:7  within:30d' };
  expect(() => readSettings(same, policy)).not.toThrow();
});

test('a value that cannot be read is refused by its own rule', () => {
  expect(() => readSettings({ interval: 'daily' }, { INTERVAL: '3600' })).toThrow(
    'interval must be a whole number of seconds',
  );
});

test.for(['intervals', 'interval copy_tags', 'INTERVAL'])(
  'ALLOW_OVERRIDES %j is refused, with the names there are',
  (ALLOW_OVERRIDES) => {
    expect(() => readSettings({}, { ALLOW_OVERRIDES })).toThrow(
      /^ALLOW_OVERRIDES must list some of interval, time_zone, .*; nothing was done$/,
    );
  },
);
