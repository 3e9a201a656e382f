import './followUp.test.ts';
