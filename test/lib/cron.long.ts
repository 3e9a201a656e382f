import './cron.test.ts';
