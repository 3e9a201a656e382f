import './restoreRepeated.test.ts';
