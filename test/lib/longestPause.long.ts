import './longestPause.test.ts';
