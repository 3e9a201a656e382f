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
        -V, --version                    output the version number
        -h, --help                       display help for command

      Commands:
        plan [options] [regions...]      show what the next run will take and delete,
                                         and why; changes nothing
        run [options] [regions...]       take the snapshots that are due, delete
                                         surplus ones, and report
        list [options] [regions...]      one line for each volume: schedule, newest
                                         and next snapshot, how full, problems; and
                                         for each server that asks for images (AMIs)
        coverage [options] [regions...]  one line for each volume that is not safe:
                                         its newest restorable snapshot of any
                                         producer, its objective, and for how much of
                                         the last days it was inside
        show [options] <id|name>         explain an instance, a volume, a snapshot or
                                         an image (AMI): schedule and retention, where
                                         they come from, which snapshots and images
                                         stay and when each is deleted
        enable [options] <id|name>       schedule snapshots, or images of an instance:
                                         write the tags. Shows the tags before and
                                         after and what the first run will delete, and
                                         asks
        disable [options] <id|name>      stop snapshots, or images of an instance:
                                         remove the tags. Every snapshot and image
                                         stays. For snapshots also writes the ignore
                                         tag if another tag or the default policy
                                         applies, or if snapshots are left
        take [options] <id|name>         take a snapshot now, or an image of an
                                         instance; it is pinned
        pin [options] <id>               protect a snapshot or an image: it is never
                                         deleted, and does not count, until you unpin
                                         it
        unpin [options] <id>             end the protection of a snapshot or an image:
                                         its retention decides again
        adopt [options] <snapshots...>   make snapshots of another tool or a person
                                         our own: they then count, and retention can
                                         delete them. Shows what changes, and asks
        restore [options] <id|name>      make volumes from snapshots, of a whole
                                         server, a volume or one snapshot, or launch a
                                         server from its image, also where it is gone.
                                         Shows what it will make, and asks. Deletes
                                         nothing
        prove [options] [things...]      prove that snapshots can be restored: look at
                                         some blocks of each, and write down what was
                                         seen. Shows what it will look at and the
                                         cost, and asks
        simulate [options]               simulate the next days: snapshots on each
                                         day, longest gaps, what the first run will
                                         delete
        completion <shell>               print a script that completes commands,
                                         options and regions
        help [command]                   display help for command

      Without a command:
        on a terminal        this help
        only regions         run; it asks before it deletes
        without a terminal   run; it DELETES WITHOUT ASKING (old crontabs need this)

      aws-snapper <command> --help shows the options and examples of a command.

      Each option that is a setting can also be given by an environment variable,
      like INTERVAL or TIME_ZONE; an option overrides it. ACCOUNTS, like --accounts,
      is for plan, run and coverage; the others work in the account of the
      credentials only.
      Credentials come from where the AWS SDK looks for them: environment, profile,
      role.

      Exit status:
        0  done
        1  could not run, or you said no; nothing was changed
        2  plan --detailed-exitcode found something to do
        3  ran, but the report's first line says FAILURE, the report did not reach its
           topic, a snapshot was not taken, not adopted, not restored or not proved, a
           proof is bad, an image was not made; for show and list, nothing is
           scheduled or a tag cannot be read; for coverage, a volume is outside its
           objective or a tag cannot be read
        130  interrupted

      Examples:
        what the next run will take and delete, and why:
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
          aws-snapper simulate --volumes 3 --every 6h --trigger 6h --retain 28
      "
    `);
  });
  test('enable', () => {
    expect(page('enable')).toMatchInlineSnapshot(`
      "Usage: aws-snapper enable [options] <id|name>

      schedule snapshots, or images of an instance: write the tags. Shows the tags
      before and after and what the first run will delete, and asks

      Arguments:
        id|name                          an instance or a volume

      Options:
        --image                          images (AMIs) of an instance in place of
                                         snapshots
        --every <frequency>              how often, like 1, 6h, @sat or
                                         "nightly=7@mon-fri@2 weekly=4@sun@3";
                                         required
        --retain <retention>             what to keep, like 7 or "daily:7 weekly:4";
                                         leave it out if --every has a count, like
                                         7@sat
        -y, --yes                        do not ask; required without a terminal
        --stack <name>                   use the settings of this deployed stack;
                                         options override them (default: none)
        --json                           print one JSON document
        -h, --help                       display help for command

      Settings:
        --region, --regions <regions>    one or more regions, separated by commas or
                                         spaces; all: every region enabled for the
                                         account; all,!eu-south-1: all except that one
                                         (default: the SDK's region)
        --prefix, --tag-prefix <prefix>  how the keys of the tags begin, and the value
                                         of the mark on snapshots: 1 to 64 letters,
                                         digits, _, ., -; not snapshot_tool (default:
                                         autosnap)
        --interval <seconds>             length in seconds of the 1 in a tag without a
                                         letter (1, 7): 60 to 31536000 (default:
                                         86400)
        --time-zone <zone>               IANA time zone of the days and hours in tags
                                         (default: UTC)
        --default-frequency <frequency>  schedule for volumes that no tag covers, like
                                         1 or @sat; needs a default retention, unless
                                         it has a count (7@sat) (default: none)
        --default-retain <retention>     retention for volumes that no tag covers,
                                         like 7; needs a default frequency that has no
                                         count (default: none)
        --replicas <places>              regions in which replicas of snapshots are
                                         kept, separated by commas or spaces; the tag
                                         autosnap_replicate says of which volumes.
                                         222222222222@eu-west-1 is a region in which
                                         the vault of another account keeps them. all
                                         is not allowed (default: off)
        --replica-keys <pairs>           the KMS key that encrypts the replicas in
                                         each region, like eu-central-1=alias/backup,
                                         separated by commas or spaces: an alias, an
                                         id or an ARN; needed where an encrypted
                                         snapshot is copied (default: none)
        --replica-min <count>            the newest replicas that stay of each volume
                                         in each region, and the newest of as many
                                         days, even if its tag says fewer: 1 to 1000
                                         (default: what the tags say)

      Examples:
        each Saturday, the last eight:
          aws-snapper enable web-1 --every @sat --retain 8
        an image each Sunday, the last four:
          aws-snapper enable web-1 --image --every @sun --retain 4
      "
    `);
  });
  test('pin', () => {
    expect(page('pin').split('\n').slice(0, 13).join('\n')).toMatchInlineSnapshot(`
      "Usage: aws-snapper pin [options] <id>

      protect a snapshot or an image: it is never deleted, and does not count, until
      you unpin it

      Arguments:
        id                               one of our snapshots or images

      Options:
        --because <text>                 the reason, for the next person who sees the
                                         pin
        --stack <name>                   use the settings of this deployed stack;
                                         options override them (default: none)"
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
