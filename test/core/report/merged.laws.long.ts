import './merged.laws.test.ts';
