import './ledger.laws.test.ts';
