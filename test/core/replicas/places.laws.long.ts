import './places.laws.test.ts';
