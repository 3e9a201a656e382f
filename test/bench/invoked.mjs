// Stands for Lambda: loads the bundle in a fresh process, invokes it once, and tells what it cost.
import { performance } from 'node:perf_hooks';
import { peakMb } from './peak.mjs';

const [bundle, event, milliseconds] = process.argv.slice(2);
const before = performance.now();
const { handler } = await import(bundle);
const loaded = performance.now();
const context = { functionName: 'snapper', getRemainingTimeInMillis: () => Number(milliseconds) };
const { headline } = await handler(JSON.parse(event), context);
process.stdout.write(
  `\n${JSON.stringify({
    headline,
    importMs: loaded - before,
    seconds: (performance.now() - loaded) / 1000,
    cpuSeconds: (process.resourceUsage().userCPUTime + process.resourceUsage().systemCPUTime) / 1e6,
    peakMb: peakMb(),
  })}`,
);
