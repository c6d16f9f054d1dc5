import type { Command } from 'commander';
import type { Io } from './command.ts';
import type { QueryOptions } from './jp-query.ts';

/** `portcullis jp`: Kyverno's JMESPath at the command line, with the three views of `kyverno jp`. */
export function configure(command: Command, io: Io): void {
  command.description('Ask and explain JMESPath expressions as Kyverno evaluates them.');
  configureQuery(command.command('query'), io);
  command
    .command('parse')
    .summary('print the syntax tree of each expression')
    .description('Print the syntax tree of each expression.')
    .argument('[expression...]', 'the expressions; from standard input when there are none')
    .option('-f, --file <file...>', 'read an expression from this file')
    .action(async (expressions: string[], { file = [] }: { file?: string[] }) => {
      const { parseExpressions } = await import('./jp-query.ts');
      io.exit(await parseExpressions(expressions, file, io));
    });
  command
    .command('function')
    .summary('print signature and meaning of functions')
    .description('Print signature and meaning of functions, or of all that Kyverno adds to the standard.')
    .argument('[name...]', 'the functions')
    .action(async (names: string[]) => {
      const { functionDocs } = await import('../language/jmespath/function-docs.ts');
      const { text, unknown } = functionDocs(names);
      io.stdout.write(text);
      for (const name of unknown) {
        io.stderr.write(
          `No function is called ${name}. Run "portcullis jp function" for all of Kyverno’s.\n`,
        );
      }
      io.exit(unknown.length > 0 ? 3 : 0);
    });
}

function configureQuery(command: Command, io: Io): void {
  command
    .summary('evaluate expressions over a JSON or YAML document')
    .description('Evaluate expressions over a JSON or YAML document.')
    .argument('[expression...]', 'the expressions')
    .option('-i, --input <file>', 'the document; standard input unless given')
    .option('-q, --query <file...>', 'read an expression from this file')
    .option('-c, --compact', 'print JSON on one line')
    .option('-u, --unquoted', 'print a text without quotes')
    .addHelpText(
      'after',
      `
Examples:
  portcullis jp query -i pod.yaml 'spec.containers[].image'
  kubectl get pod web -o json | portcullis jp query 'metadata.labels.app' -u`,
    )
    .action(async (expressions: string[], options: QueryOptions) => {
      const { query } = await import('./jp-query.ts');
      io.exit(await query(expressions, options, io));
    });
}
