import './calendar.reference.test.ts';
