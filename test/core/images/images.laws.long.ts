import './images.laws.test.ts';
