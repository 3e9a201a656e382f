import { peakMb } from './peak.mjs';

/** Loaded before a program: at its end it writes what the program took, as the last line of stderr. */
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  process.stderr.write(`\n${JSON.stringify({ peakMb: peakMb(), cpuSeconds: (user + system) / 1e6 })}`);
});
