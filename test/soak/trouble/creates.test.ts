import { describeFaults } from './faults.ts';

await describeFaults(
  'C-29 C-35 C-47 C-55 C-58 RA-7 a copy cannot be taken, or nobody knows whether it was',
  'a create',
  /^Create/,
);
