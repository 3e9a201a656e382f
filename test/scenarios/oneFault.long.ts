import './oneFault.test.ts';
