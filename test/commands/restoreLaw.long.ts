import './restoreLaw.test.ts';
