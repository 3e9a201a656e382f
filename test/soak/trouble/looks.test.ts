import { describeFaults } from './faults.ts';

await describeFaults(
  'C-47 C-52 C-53 C-55 C-58 a look, or the report, goes wrong',
  'a look, STS or publish',
  /^(Describe|Get|Publish)/,
);
