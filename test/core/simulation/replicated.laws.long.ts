import './replicated.laws.test.ts';
