import './rules.laws.test.ts';
