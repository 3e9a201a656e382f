import './plan.laws.test.ts';
