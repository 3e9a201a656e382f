import './strangers.laws.test.ts';
