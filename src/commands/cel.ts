import { type Command, Option } from 'commander';
import type { Io } from './command.ts';

export interface CelFlags {
  readonly object?: string;
  readonly oldObject?: string;
  readonly params?: string;
  readonly namespaceObject?: string;
  readonly check?: boolean;
  readonly kubernetes?: string;
}

/** `portcullis cel`, the short form of `policy eval --cel`. */
export function configure(command: Command, io: Io): void {
  celOptions(command)
    .description('Check and evaluate a CEL expression as the API server does, with its type and cost.')
    .argument('<expression>', 'the expression; it may read object, oldObject, params and namespaceObject')
    .addHelpText('after', celExamples)
    .action(async (expression: string, flags: CelFlags) => {
      const { runCel } = await import('./cel-run.ts');
      io.exit(await runCel(expression, flags, io));
    });
}

export function celOptions(command: Command): Command {
  return command
    .addOption(new Option('--object <file>', 'what object is: a YAML or JSON file, or - for standard input'))
    .addOption(new Option('--old-object <file>', 'what oldObject is'))
    .addOption(new Option('--params <file>', 'what params is'))
    .addOption(new Option('--namespace-object <file>', 'what namespaceObject is'))
    .addOption(new Option('--check', 'only check the expression'))
    .addOption(new Option('--kubernetes <version>', 'the version whose libraries it may use: 1.30 to 1.36'));
}

export const celExamples = `
Examples:
  portcullis cel --object deploy.yaml 'object.spec.replicas <= 5'
  portcullis cel --check 'object.metadata.name.startsWith(1)'

Exit codes: 0 a value, 2 an evaluation error, 3 an expression that does not
compile, or input that cannot be read.`;
