import './texts.laws.test.ts';
