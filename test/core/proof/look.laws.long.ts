import './look.laws.test.ts';
