import './policySize.test.ts';
