import type { Command } from 'commander';
import { KNOWN_REGIONS } from '../core/grammar/regions.ts';
import { CommandError } from './command.ts';

/** What a shell completes after a command. */
interface Completed {
  readonly name: string;
  readonly description: string;
  /** What can stand there beside options. */
  readonly words: readonly string[];
  readonly options: readonly CompletedOption[];
}

interface CompletedOption {
  readonly names: readonly string[];
  readonly description: string;
  /** What its value can be; undefined where it takes none. */
  readonly value?: readonly string[] | 'a file' | undefined;
}

const REGION_WORDS: readonly string[] = ['all', ...KNOWN_REGIONS];

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

export const SHELLS: readonly string[] = Object.keys(SCRIPTS);

/**
 * A script that completes commands, options and regions in a shell.
 *
 * It is made of the command line itself, and asks no program when it completes.
 *
 * @throws CommandError where the shell is none of the three.
 */
export function completionScript(shell: string, snapper: Command): string {
  const [, script] = Object.entries(SCRIPTS).find(([name]) => name === shell) ?? [];
  if (script !== undefined) return script(completed(snapper));
  throw new CommandError({
    code: 'wrong-value',
    key: 'shell',
    found: shell,
    must: `be one of ${SHELLS.join(', ')}`,
    like: 'bash',
  });
}

function completed(snapper: Command): Completed[] {
  const names = snapper.commands.map((command) => command.name());
  const commands = snapper.commands.map((command): Completed => {
    const [argument] = command.registeredArguments.map((one) => one.name());
    const takesRegions = argument === 'regions' || argument === 'things';
    const words = takesRegions ? REGION_WORDS : argument === 'shell' ? SHELLS : [];
    const options = command.options.map(({ long, short, description, required, flags }) => ({
      names: [long, short].flatMap((name) => name ?? []),
      description: briefly(description),
      value: required ? valuesOf(flags) : undefined,
    }));
    return { name: command.name(), description: briefly(command.description()), words, options };
  });
  return [...commands, { name: 'help', description: 'show a help page', words: names, options: [] }];
}

function valuesOf(flags: string): readonly string[] | 'a file' {
  if (flags.endsWith('<file>')) return 'a file';
  return /<regions?>$/.test(flags) ? REGION_WORDS : [];
}

/** The first words of a description, without signs that a shell reads. */
function briefly(description: string): string {
  const [first = ''] = description.split(/[;:(,.]/);
  return first.replaceAll(/[^\w /-]/g, '').trim();
}

function namesIn(options: readonly CompletedOption[]): readonly string[] {
  return options.flatMap(({ names }) => names);
}

const PAGES: readonly CompletedOption[] = [
  { names: ['--help', '-h'], description: 'show a help page' },
  { names: ['--version', '-V'], description: 'show the version' },
];

function bashScript(commands: readonly Completed[]): string {
  const names = commands.map(({ name }) => name);
  const each = commands.map(({ name, words, options }) => {
    const values = options.flatMap(({ names: flags, value }) =>
      value === undefined ? [] : [`${flags.join('|')}) ${bashValues(value)}; return ;;`],
    );
    const flags = namesIn([...options, ...PAGES.slice(0, 1)]);
    return [
      `    ${name})`,
      `      words=${bashWords(words)} options='${flags.join(' ')}'`,
      ...(values.length === 0
        ? []
        : ['      case $prev in', ...values.map((one) => `        ${one}`), '      esac']),
      '      ;;',
    ].join('\n');
  });
  return `# bash completion of aws-snapper, for ~/.bashrc: source <(aws-snapper completion bash)
_aws_snapper() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command='' word words options
  local regions='${REGION_WORDS.join(' ')}'
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
      ${names.join('|')}) command=$word; break ;;
    esac
  done
  case $command in
${each.join('\n')}
    *) words='${names.join(' ')}' options='${namesIn(PAGES).join(' ')}' ;;
  esac
  [[ $cur == -* ]] && words=$options
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _aws_snapper aws-snapper
`;
}

function bashWords(words: readonly string[]): string {
  return words === REGION_WORDS ? '$regions' : `'${words.join(' ')}'`;
}

function bashValues(value: NonNullable<CompletedOption['value']>): string {
  if (value === 'a file') return 'compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur"))';
  return value === REGION_WORDS ? 'COMPREPLY=($(compgen -W "$regions" -- "$cur"))' : ':';
}

function zshScript(commands: readonly Completed[]): string {
  const described = commands.map(({ name, description }) => `    '${name}:${description}'`);
  const each = commands.map(({ name, words, options }) => {
    const specs = [...options, ...PAGES.slice(0, 1)].flatMap(({ names, description, value }) =>
      names.map((flag) => `'${flag}[${description}]${zshValue(value)}'`),
    );
    const rest = words.length === 0 ? '' : ` '*:word:(${words.join(' ')})'`;
    return `      ${name}) _arguments ${specs.join(' ')}${rest} ;;`;
  });
  return `#compdef aws-snapper
# zsh completion of aws-snapper, for ~/.zshrc after compinit: source <(aws-snapper completion zsh)
_aws_snapper() {
  local -a commands
  commands=(
${described.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    _arguments '--help[show a help page]' '--version[show the version]'
  else
    local command=$words[2]
    shift words
    (( CURRENT-- ))
    case $command in
${each.join('\n')}
    esac
  fi
}
compdef _aws_snapper aws-snapper
`;
}

function zshValue(value: CompletedOption['value']): string {
  if (value === undefined) return '';
  return value === 'a file' ? ':file:_files' : `:value:(${value.join(' ')})`;
}

function fishScript(commands: readonly Completed[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const first = commands.map(
    ({ name, description }) => `complete -c aws-snapper -n "$none" -a ${name} -d '${description}'`,
  );
  const each = commands.flatMap(({ name, words, options }) => {
    const here = `complete -c aws-snapper -n '__fish_seen_subcommand_from ${name}'`;
    return [
      ...(words.length === 0 ? [] : [`${here} -a '${words.join(' ')}'`]),
      ...options.map(
        ({ names: flags, description, value }) =>
          `${here} ${flags.map(fishFlag).join(' ')}${fishValue(value)} -d '${description}'`,
      ),
    ];
  });
  return `# fish completion of aws-snapper, for ~/.config/fish/completions/aws-snapper.fish
set -l none 'not __fish_seen_subcommand_from ${names}'
complete -c aws-snapper -f
complete -c aws-snapper -s h -l help -d 'show a help page'
complete -c aws-snapper -n "$none" -s V -l version -d 'show the version'
${[...first, ...each].join('\n')}
`;
}

function fishFlag(name: string): string {
  return name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`;
}

function fishValue(value: CompletedOption['value']): string {
  if (value === undefined) return '';
  if (value === 'a file') return ' -r -F';
  return value.length === 0 ? ' -x' : ` -x -a '${value.join(' ')}'`;
}
