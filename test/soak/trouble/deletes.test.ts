import { describeFaults } from './faults.ts';

await describeFaults(
  'C-38 C-39 C-53 C-55 C-58 a copy cannot be deleted, or nobody knows whether it was',
  'a delete',
  /^Delete/,
);
