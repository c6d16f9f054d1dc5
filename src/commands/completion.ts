import { Argument, type Command } from 'commander';
import { completionScript, shells } from '../completion.ts';
import type { Io } from './command.ts';

export function configure(command: Command, io: Io): void {
  command
    .description('Print the completion script of a shell. Load it from the shell’s start-up file.')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .addHelpText(
      'after',
      `
Examples:
  bash   source <(portcullis completion bash)
  zsh    source <(portcullis completion zsh)
  fish   portcullis completion fish | source`,
    )
    .action(async (shell: string) => {
      const { commandTree } = await import('../cli.ts');
      io.stdout.write(completionScript(shell, await commandTree(io, null)));
      io.exit(0);
    });
}
