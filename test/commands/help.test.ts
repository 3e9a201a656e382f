import { describe, expect, test } from 'vitest';
import { asked } from '../../lambda/commands/commandLine.ts';
import { FIRST_WORDS } from '../../lambda/commands/program.ts';

/** The help pages as they are read in a terminal of 80 columns. */

function page(...words: string[]): string {
  const one = asked([...words, '--help'], { env: {}, isTerminal: true, width: 80 });
  return one.kind === 'page' ? one.text : 'no page';
}

const COMMANDS = FIRST_WORDS.filter((word) => word !== 'help');

test.for([[], ...COMMANDS.map((name) => [name])])('%j: no line is longer than 80 columns', (words) => {
  const lines = page(...words).split('\n');
  expect(lines.length).toBeGreaterThan(8);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});

test.for(COMMANDS.map((name) => [name]))(
  '%s: its page has an example, says snapshot and not copy',
  ([name = '']) => {
    expect(page(name)).toContain(`\n    aws-snapper ${name} `);
    expect(page(name)).not.toMatch(/\bcop(y|ies)\b(?!-)/);
  },
);

describe('as they stand', () => {
  test('aws-snapper', () => {
    expect(page()).toMatchInlineSnapshot(`
      "Usage: aws-snapper [options] [command]

      Automated EBS snapshots on AWS, driven by tags.

      Options:
        -V, --version                   output the version number
        -h, --help                      display help for command

      Commands:
        plan [options] [regions...]     show what a run would do and why; take and
                                        delete nothing
        run [options] [regions...]      take what is due, delete what has expired,
                                        report
        list [options] [regions...]     one line for each volume: schedule, newest and
                                        next snapshot, how full, problems
        show [options] <id|name>        explain an instance, a volume or a snapshot:
                                        schedule and retention with their sources, and
                                        what becomes of each snapshot
        enable [options] <id|name>      write the tags of an instance or a volume;
                                        first shows them before and after, and what
                                        the first run will delete
        disable [options] <id|name>     remove the tags of an instance or a volume;
                                        every snapshot stays; writes the ignore tag
                                        where something else asks for snapshots
        take [options] <id|name>        take a snapshot now; it is pinned
        pin [options] <snapshot>        never delete this snapshot and never count it,
                                        until it is unpinned
        unpin [options] <snapshot>      let the retention decide about this snapshot
                                        again
        adopt [options] <snapshots...>  make snapshots of others ours, so that they
                                        count and retention can delete them; first
                                        shows what that changes
        simulate [options]              simulate some days: snapshots each day,
                                        largest gaps, what the first run will delete
        completion <shell>              print a script that completes commands,
                                        options and regions
        help [command]                  display help for command

      Where only regions are named, or without a terminal, no command means run.
      aws-snapper <command> --help shows the options and examples of a command.

      Each option that is a setting can also be given by an environment variable,
      like INTERVAL or TIME_ZONE; an option overrides it. ACCOUNTS, like --accounts,
      is for plan and run; the others work in the account of the credentials only.
      Credentials come from where the AWS SDK looks for them: environment, profile,
      role.

      Exit status:
        0  done
        1  could not run, so nothing was changed
        2  plan --detailed-exitcode found something to do
        3  ran, but the report's first line says FAILURE, the report did not reach its
           topic, a snapshot was not taken or not adopted, or, for show and list,
           nothing is scheduled or a tag cannot be read
        130  interrupted

      Examples:
        what a run would do and why:
          aws-snapper plan eu-west-1
        the job, in every region enabled for the account:
          aws-snapper run all --yes
        a line for each volume, in every region:
          aws-snapper list all
        what will happen to the volumes of web-1, and why:
          aws-snapper show web-1
        each Saturday, the last eight:
          aws-snapper enable web-1 --every @sat --retain 8
        without AWS:
          aws-snapper simulate --volumes 3 --frequency 6h --trigger 6h --retain 28
      "
    `);
  });
  test('enable', () => {
    expect(page('enable')).toMatchInlineSnapshot(`
      "Usage: aws-snapper enable [options] <id|name>

      write the tags of an instance or a volume; first shows them before and after,
      and what the first run will delete

      Arguments:
        id|name                          an instance or a volume

      Options:
        --every <frequency>              how often, like 1, 6h, @sat or
                                         "nightly=7@mon-fri@2 weekly=4@sun@3";
                                         required
        --retain <retention>             what to keep, like 7 or "daily:7 weekly:4";
                                         not beside a count
        -y, --yes                        do not ask
        --region, --regions <regions>    a list, or one string separated by commas or
                                         spaces; all: every region enabled for the
                                         account; all,!eu-south-1 leaves some of them
                                         out (default: the SDK's region)
        --prefix, --tag-prefix <prefix>  prefix of the tags that are read, value of
                                         the mark that is written: 1 to 64 letters,
                                         digits, _, ., -; not snapshot_tool (default:
                                         autosnap)
        --interval <seconds>             seconds that one unit of a frequency without
                                         a letter means (1, 7), 60 to 31536000
                                         (default: 86400)
        --time-zone <zone>               IANA zone in which days and hours are read
                                         (default: UTC)
        --default-frequency <frequency>  frequency for volumes that no tag covers;
                                         with a default retention (default: none)
        --default-retain <retention>     retention for volumes that no tag covers;
                                         with a default frequency, unless that has a
                                         count of its own (default: none)
        --stack <name>                   take the settings of this deployed stack;
                                         options override them (default: none)
        --json                           print one JSON document
        -h, --help                       display help for command

      Examples:
        each Saturday, the last eight:
          aws-snapper enable web-1 --every @sat --retain 8
      "
    `);
  });
  test('pin', () => {
    expect(page('pin').split('\n').slice(0, 12).join('\n')).toMatchInlineSnapshot(`
      "Usage: aws-snapper pin [options] <snapshot>

      never delete this snapshot and never count it, until it is unpinned

      Arguments:
        snapshot                         one of our snapshots

      Options:
        --because <text>                 why, for whoever finds the pin
        --region, --regions <regions>    a list, or one string separated by commas or
                                         spaces; all: every region enabled for the
                                         account; all,!eu-south-1 leaves some of them"
    `);
  });
  test('completion', () => {
    expect(page('completion')).toMatchInlineSnapshot(`
      "Usage: aws-snapper completion [options] <shell>

      print a script that completes commands, options and regions

      Arguments:
        shell       one of bash, zsh, fish

      Options:
        -h, --help  display help for command

      Examples:
        for ~/.bashrc, as source <(aws-snapper completion bash):
          aws-snapper completion bash
        for ~/.zshrc after compinit, as source <(aws-snapper completion zsh):
          aws-snapper completion zsh
        for ~/.config/fish/completions/aws-snapper.fish:
          aws-snapper completion fish
      "
    `);
  });
});
