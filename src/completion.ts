import type { Command, Option } from 'commander';

export const shells: readonly string[] = ['bash', 'zsh', 'fish'];

/** A completion script made from the command tree, so that it cannot differ from what the tree takes. */
export function completionScript(shell: string, program: Command): string {
  const paths = pathsOf(program, []);
  if (shell === 'fish') return fish(paths);
  return shell === 'zsh'
    ? `#compdef portcullis\nautoload -U +X bashcompinit && bashcompinit\n${bash(paths)}`
    : bash(paths);
}

/** One (sub)command: the words that lead to it, and what may follow. */
interface Path {
  readonly words: readonly string[];
  readonly subcommands: readonly Command[];
  readonly options: readonly Option[];
}

function pathsOf(command: Command, words: readonly string[]): Path[] {
  const subcommands = command.commands.filter((sub) => sub.name() !== 'help');
  return [
    { words, subcommands, options: command.options },
    ...subcommands.flatMap((sub) => pathsOf(sub, [...words, sub.name()])),
  ];
}

function longNames(options: readonly Option[]): string[] {
  return [...options.flatMap((option) => (option.long ? [option.long] : [])), '--help'];
}

function bash(paths: readonly Path[]): string {
  const cases = paths.map(
    ({ words, subcommands, options }) =>
      `    "${words.join(' ')}") next="${[...subcommands.map((sub) => sub.name()), ...longNames(options)].join(' ')}" ;;`,
  );
  const choices = paths
    .flatMap(({ options }) => options)
    .filter((option) => option.argChoices !== undefined)
    .map(
      (option) =>
        `    ${option.long}) COMPREPLY=($(compgen -W "${option.argChoices?.join(' ')}" -- "$word")); return ;;`,
    );
  const known = paths.filter(({ words }) => words.length > 0).map(({ words }) => `"${words.join(' ')}"`);
  return `_portcullis() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" verb="" next="" i
  case "$before" in
${[...new Set(choices)].join('\n')}
  esac
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${verb:+$verb }\${COMP_WORDS[i]}" in
      ${known.join('|')}) verb="\${verb:+$verb }\${COMP_WORDS[i]}" ;;
    esac
  done
  case "$verb" in
${cases.join('\n')}
  esac
  if [[ "$word" == -* || -z "$verb" ]]; then
    COMPREPLY=($(compgen -W "$next" -- "$word"))
  else
    COMPREPLY=($(compgen -W "$next" -- "$word") $(compgen -f -- "$word"))
  fi
}
complete -o filenames -F _portcullis portcullis
`;
}

function fish(paths: readonly Path[]): string {
  const lines = paths.flatMap(({ words, subcommands, options }) => {
    const seen = words.map((word) => `__fish_seen_subcommand_from ${word}`);
    const condition = seen.length === 0 ? '__fish_use_subcommand' : seen.join('; and ');
    return [
      ...subcommands.map(
        (sub) =>
          `complete -c portcullis -n '${condition}' -a ${sub.name()} -d '${quoted(sub.summary() || sub.description())}'`,
      ),
      ...options
        .filter((option) => option.long)
        .map(
          (option) =>
            `complete -c portcullis -n '${condition}' -l ${option.long?.slice(2)} -d '${quoted(option.description)}'${
              option.argChoices ? ` -x -a '${option.argChoices.join(' ')}'` : ''
            }`,
        ),
    ];
  });
  return `${lines.join('\n')}\n`;
}

function quoted(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
}
