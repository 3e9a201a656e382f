/** A rule of retention that counts natural periods. */
export type Tier = 'hourly' | 'daily' | 'weekly' | 'monthly' | 'yearly';

export const TIERS: readonly Tier[] = ['hourly', 'daily', 'weekly', 'monthly', 'yearly'];
