import './overTime.test.ts';
