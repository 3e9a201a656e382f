import { App } from 'aws-cdk-lib';
import { VaultStack } from '../roles/vaultStack.ts';

/** The app of vault.json, which has no keys: each of its settings is a parameter. */
new VaultStack(new App(), 'AwsSnapperVault');
