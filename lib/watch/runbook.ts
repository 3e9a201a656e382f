import { CfnAlarm, CfnCompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct, IConstruct } from 'constructs';
import { DEFAULT_RUNBOOK } from '../props/operation.ts';

/** The alarms that notify nobody, with the one that looks at them. */
const LOOKED_AT_BY: Readonly<Record<string, string>> = {
  FirstRun: 'NoRunInTime',
  Runs: 'NoRunInTime',
  Objectives: 'OutsideObjective',
};

/**
 * Ends the description of each alarm with the address of its section in the runbook.
 *
 * A section has the name of the alarm's construct without its prefix, and those of the prover begin with its name, like
 * `Prover DeadLetters`. The anchors are those that GitHub makes of headings.
 */
export function linkToRunbook(scope: Construct, runbookUrl: string = DEFAULT_RUNBOOK): void {
  for (const alarm of scope.node.findAll()) {
    if (!(alarm instanceof CfnAlarm || alarm instanceof CfnCompositeAlarm)) continue;
    const anchor = sectionOf(scope, alarm).toLowerCase().replaceAll(' ', '-');
    alarm.alarmDescription = `${alarm.alarmDescription} What to do: ${runbookUrl}#${anchor}`;
  }
}

function sectionOf(scope: Construct, alarm: IConstruct): string {
  const inside = alarm.node.scopes.slice(scope.node.scopes.length, -1).map(({ node }) => node.id);
  return inside
    .filter((id) => id !== 'Alarms')
    .map((id) => id.replace(/-.*/, ''))
    .map((name) => LOOKED_AT_BY[name] ?? name)
    .join(' ');
}
