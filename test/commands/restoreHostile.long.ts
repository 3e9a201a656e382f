import './restoreHostile.test.ts';
