import type { Command } from 'commander';
import type { Io } from './command.ts';

/** `portcullis policy eval`: one expression of a policy over one document. */
export function configure(command: Command, io: Io): void {
  command
    .description('Evaluate an expression over a JSON or YAML document, as a policy would.')
    .requiredOption('--jmespath <expression>', 'a JMESPath expression, as in Kyverno’s {{ … }}')
    .option('-i, --input <file>', 'the document; standard input unless given')
    .option('-c, --compact', 'print JSON on one line')
    .option('-u, --unquoted', 'print a text without quotes')
    .action(async ({ jmespath, ...options }: { jmespath: string; input?: string }) => {
      const { query } = await import('./jp-query.ts');
      io.exit(await query([jmespath], options, io));
    });
}
