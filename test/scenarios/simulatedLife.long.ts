import './simulatedLife.test.ts';
