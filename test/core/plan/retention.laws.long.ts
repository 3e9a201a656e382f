import './retention.laws.test.ts';
