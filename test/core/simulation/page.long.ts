import { expect, test } from 'vitest';
import { simulationPage } from '../../../lambda/core/simulation/page/page.ts';
import { calendars, dates, fullDay, fullDays, simulatedVolume, simulation } from './simulated.ts';

test('years of very many lives are cut to what a browser opens quickly', () => {
  const volumes = Array.from({ length: 40 }, (_, taken) => simulatedVolume({ taken, byDay: fullDays(4000) }));
  expect(calendars(simulationPage([simulation({ days: dates(4000), volumes })]))).toHaveLength(25);
});

test('400 days of 50 different lives are less than 3 MB', () => {
  const days = dates(400);
  const volumes = Array.from({ length: 50 }, (_, index) => {
    const byDay = days.map((date) =>
      fullDay({ snapshots: 100 + index, oldest: `${date}T05:00:00Z`, largestGapHours: 24.5 }),
    );
    return simulatedVolume({ volumeId: `vol-0123456789abcde${index}`, name: `volume ${index}`, byDay });
  });
  const page = simulationPage([simulation({ days, volumes })]);
  expect(calendars(page)).toHaveLength(50);
  expect(Buffer.byteLength(page)).toBeLessThan(3_000_000);
});
