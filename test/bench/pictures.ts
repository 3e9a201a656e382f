import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Chart, chartSvg, type Point } from './chart.ts';
import type { Figure, Plot } from './figure.ts';

/** Draws the pictures of docs/performance.md whose parts were measured, and gives their names. */
export function drawPictures(figures: readonly Figure[], folder: string): string[] {
  return [callsChart(figures), timeChart(figures), memoryChart(figures)].flatMap(([file, chart]) => {
    if (chart.lines.every(({ points }) => points.length === 0)) return [];
    writeFileSync(join(folder, file), chartSvg(chart));
    return file;
  });
}

type Named = readonly [file: string, chart: Chart];

function callsChart(figures: readonly Figure[]): Named {
  const due = plotted(figures, 'calls', 'all due');
  return [
    'calls.svg',
    {
      title: 'API calls of a run in one region',
      desc: `All due, one snapshot to expire each: ${told(due, 'volumes', 'calls')}. Nothing due: ${told(plotted(figures, 'calls', 'nothing due'), 'volumes', 'calls')}.`,
      xLabel: 'volumes, two or three to an instance',
      yLabel: 'API calls',
      lines: [
        { name: 'all due, one expired each', points: due, isBound: false },
        { name: 'nothing due', points: plotted(figures, 'calls', 'nothing due'), isBound: false },
        { name: 'bound, all due', points: plotted(figures, 'calls', 'all due', 'bound'), isBound: true },
      ],
    },
  ];
}

function timeChart(figures: readonly Figure[]): Named {
  const both = plotted(figures, 'time', 'creates and deletes');
  const creates = plotted(figures, 'time', 'creates only');
  const most = Math.max(0, ...[...both, ...creates].map(({ x }) => x));
  const bound = [0, 100, most].map((x) => ({ x, y: Math.max(0, (x - 100) / 5) }));
  return [
    'time.svg',
    {
      title: "Time of a run in one region under AWS's token buckets, 250 ms a call",
      desc: `As many deletes as creates: ${told(both, 'creates', 'seconds')}. Creates only, until fifteen minutes end: ${told(creates, 'creates', 'seconds')}. The bound is (n - 100) / 5.`,
      xLabel: 'creates, each a call of its own',
      yLabel: 'seconds (virtual)',
      lines: [
        { name: 'as many deletes', points: both, isBound: false },
        { name: 'creates only', points: creates, isBound: false },
        { name: 'bound: (n - 100) / 5', points: both.length === 0 ? [] : bound, isBound: true },
      ],
    },
  ];
}

function memoryChart(figures: readonly Figure[]): Named {
  const peaks = plotted(figures, 'memory', 'peak');
  return [
    'memory.svg',
    {
      title: 'Peak memory of a run that only plans, over 10,000 volumes',
      desc: `Resident memory of the process: ${told(peaks, 'snapshots', 'MB')}. The function has 512 MB.`,
      xLabel: 'snapshots',
      yLabel: 'MB',
      lines: [
        { name: 'peak resident memory', points: peaks, isBound: false },
        {
          name: 'what the function has',
          points: plotted(figures, 'memory', 'peak', 'bound'),
          isBound: true,
        },
      ],
    },
  ];
}

function plotted(
  figures: readonly Figure[],
  picture: Plot['picture'],
  line: string,
  of: 'value' | 'bound' = 'value',
): Point[] {
  return figures.flatMap((figure) => {
    const { plot } = figure;
    const y = figure[of];
    return plot?.picture === picture && plot.line === line && y !== undefined ? { x: plot.x, y } : [];
  });
}

function told(points: readonly Point[], x: string, y: string): string {
  return points.map((point) => `${point.x} ${x}, ${Math.round(point.y)} ${y}`).join('; ');
}
