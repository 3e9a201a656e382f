import type { Stretch } from '../disk.ts';
import type { Recognised } from './format.ts';

/** The signature ends the first page; which pages are in use depends on the machine. */
const PAGES = [4096, 8192, 16_384, 32_768, 65_536];

/** As mkswap writes it, and as Linux leaves it while a machine sleeps. */
const SIGNATURES = new Set(['SWAPSPACE2', 'S1SUSPEND\0', 'S2SUSPEND\0', 'ULSUSPEND\0', 'LINHIB0001']);

/** The swap space of Linux. It has no checksum. */
export function swap(stretch: Stretch): Recognised | undefined {
  const page = PAGES.find((size) => SIGNATURES.has(signatureOf(stretch, size)));
  if (page === undefined) return undefined;
  const header = stretch.view(1024, 8);
  const lastPage = header.getUint32(4, true);
  if (header.getUint32(0, true) !== 1 || lastPage === 0) {
    return { kind: 'swap', damage: 'its header has values that cannot be' };
  }
  const isTooLarge = (lastPage + 1) * page > stretch.size;
  return { kind: 'swap', damage: isTooLarge ? 'it is larger than the place where it lies' : undefined };
}

function signatureOf(stretch: Stretch, page: number): string {
  return Buffer.from(stretch.bytes(page - 10, 10)).toString('latin1');
}
