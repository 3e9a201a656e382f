import './tiers.reference.test.ts';
