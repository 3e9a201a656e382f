import './run.laws.test.ts';
