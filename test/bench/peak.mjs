import { existsSync, readFileSync } from 'node:fs';

const STATUS = '/proc/self/status';

/**
 * The most memory that this process had at one time, in MB.
 *
 * The counter of the system's own (`maxRSS`) begins with what the process had that started this one, so on Linux the
 * kernel's mark of this program alone is read. https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
 */
export function peakMb() {
  const [, kib] = /^VmHWM:\s*(\d+) kB$/m.exec(existsSync(STATUS) ? readFileSync(STATUS, 'utf8') : '') ?? [];
  return Number(kib ?? process.resourceUsage().maxRSS) / 1024;
}
