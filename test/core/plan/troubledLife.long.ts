import './troubledLife.test.ts';
