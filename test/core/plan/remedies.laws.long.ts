import './remedies.laws.test.ts';
