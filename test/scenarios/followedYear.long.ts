import './followedYear.test.ts';
